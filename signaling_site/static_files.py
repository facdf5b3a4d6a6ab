"""Static files under names that carry their hash, compressed once, for browsers to keep."""

from servestatic.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also for what our JavaScript modules import from each other."""

    support_js_module_import_aggregation = True

"""A build: one uploaded web export of a game, immutable and numbered."""

import secrets

from django.db import models

KEY_BYTES = 16  # 22 characters of base64url


def new_key() -> str:
    """A build's address: nobody can guess that of a build not yet live."""
    return secrets.token_urlsafe(KEY_BYTES)


class Build(models.Model):
    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="builds")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=22, unique=True, default=new_key)
    entry = models.CharField(max_length=255, help_text="The path of its HTML page.")
    engine = models.CharField(max_length=20, blank=True, help_text="Godot's version, if known.")
    threads = models.BooleanField(default=False)
    extensions = models.BooleanField(default=False)
    installable = models.BooleanField(default=False, help_text="Exported as a PWA.")
    size = models.PositiveBigIntegerField(help_text="Bytes of all its files.")
    wire_size = models.PositiveBigIntegerField(
        default=0, help_text="Bytes that a browser loads of page, engine and pack. 0: not known."
    )
    report = models.JSONField(
        default=list, help_text='What its host should know: ["note" or "warning", words] each.'
    )
    picture = models.ForeignKey(
        "lobby.Picture", models.SET_NULL, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, help_text="When another build took its place.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["game", "number"], name="build_number_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.game} #{self.number}"

    @property
    def isolated(self) -> bool:
        """Whether it needs cross-origin isolation: shared memory is to be had nowhere else."""
        return self.threads or self.extensions


class BuildFile(models.Model):
    build = models.ForeignKey(Build, models.CASCADE, related_name="files")
    path = models.CharField(max_length=255)
    blob = models.ForeignKey("lobby.Blob", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["build", "path"], name="file_path_is_unique"),
        ]

    def __str__(self) -> str:
        return self.path

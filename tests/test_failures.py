"""What is logged when something fails: a line for what ends by itself, everything for a fault."""

import logging

import pytest
from django.db import IntegrityError, OperationalError

from lobby.database import note_failure

logger = logging.getLogger("lobby.test")


@pytest.mark.parametrize(("failure", "whole"), [(OperationalError, False), (IntegrityError, True)])
def test_a_database_that_is_away_is_one_line(caplog, failure, whole):
    try:
        raise failure("connection refused\nIs the server running?")
    except failure:
        note_failure(logger, "Rooms could not be read")
    assert ("Traceback" in caplog.text) is whole
    assert "Rooms could not be read" in caplog.text
    assert whole or "connection refused" in caplog.text

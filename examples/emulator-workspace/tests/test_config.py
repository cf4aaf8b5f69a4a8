import pytest

from server.config.config import ConfigError, load


def test_switch_leaves_no_way_to_real_stores() -> None:
    settings = load({"USE_EMULATORS": "1", "REDIS_URL": "redis://prod.example.org:6380"})
    assert settings.emulators
    assert settings.redis_url is None


@pytest.mark.parametrize(
    "environ, named",
    [
        ({"FIRESTORE_EMULATOR_HOST": "127.0.0.1:26492"}, "unset it, or set both"),
        ({"USE_EMULATORS": "1", "EMULATOR_REDIS_URL": "redis://10.0.0.5:26491"}, "EMULATOR_REDIS_URL"),
        ({"USE_EMULATORS": "1", "FIRESTORE_EMULATOR_HOST": "0.0.0.0:26492"}, "FIRESTORE_EMULATOR_HOST"),
        ({"USE_EMULATORS": "1", "FIRESTORE_EMULATOR_HOST": "127.0.0.1:x"}, "and a port"),
        ({"USE_EMULATORS": "yes"}, "0 or 1"),
    ],
)
def test_contradictions_are_refused(environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(environ)

"""Few connections to Redis, and TLS to one whose certificate no authority of the system has signed."""

import datetime
import ipaddress
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from limits import parse as limit_of
from redis import Redis, RedisError

from clueso import create_app
from clueso.api.guards.counts import Counts
from clueso.config import Settings
from clueso.config.reach import check_addresses
from clueso.dev.stack import free_port, redis_server
from clueso.doctor import REDIS_TLS, examine
from clueso.errors import ConfigError
from clueso.extensions import db
from clueso.queue import CONNECTIONS, Courier
from clueso.toolbox import Toolbox
from tests.waiting import wait_for


def test_many_threads_share_few_connections(redis_url: str) -> None:
    courier, counts = Courier(redis_url), Counts(redis_url)
    with Redis.from_url(redis_url) as operator, ThreadPoolExecutor(16) as threads:
        before = len(operator.client_list())

        list(threads.map(lambda _: courier.depths(), range(64)))
        list(threads.map(lambda _: counts.hit(limit_of("1000/minute"), "reads"), range(64)))

        assert 0 < len(operator.client_list()) - before <= 2 * CONNECTIONS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate of 127.0.0.1, with its key beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "redis of a test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "redis.key").write_bytes(key.private_bytes(pem, *plain))
    path = folder / "redis.pem"
    path.write_bytes(made.public_bytes(pem))
    return path


@pytest.fixture(scope="module")
def rediss(certificate: Path) -> Iterator[str]:
    """The URL of a Redis that speaks TLS and no other way."""
    port = free_port()
    options = {"port": "0", "tls-port": str(port), "tls-auth-clients": "no", "save": ""}
    options |= {"tls-cert-file": str(certificate), "tls-key-file": str(certificate.with_suffix(".key"))}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    with subprocess.Popen([redis_server(), *words], stdout=subprocess.DEVNULL) as server:
        url = f"rediss://127.0.0.1:{port}/0"
        wait_for(lambda: server.poll() is None and _answers(f"{url}?ssl_ca_certs={certificate}"))
        yield url
        server.terminate()


def _answers(url: str) -> bool:
    try:
        with Redis.from_url(url) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


def _told(env: dict[str, str]) -> tuple[str, str, str]:
    """What the doctor says of Redis, what /readyz says, and who counts requests."""
    settings = Settings.from_env(env)
    app = create_app(settings)
    with app.app_context():
        (found,) = [finding for finding in examine(settings, Toolbox(settings)) if finding.part == "redis"]
        db.engine.dispose()
    ready = app.test_client().get("/readyz").get_json()["redis"]
    return found.health, found.advice, ready


def test_a_certificate_that_nobody_knows_is_refused_with_advice(rediss: str, tmp_path: Path) -> None:
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_URL": rediss}

    assert _told(env) == ("WRONG", REDIS_TLS, "does not answer")


@pytest.mark.parametrize("setting", ["REDIS_TLS_VERIFY", "REDIS_TLS_CA"])
def test_every_client_takes_the_settings_of_tls(
    rediss: str, certificate: Path, tmp_path: Path, setting: str
) -> None:
    value = {"REDIS_TLS_VERIFY": "no", "REDIS_TLS_CA": str(certificate)}[setting]
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_URL": rediss, setting: value}

    assert _told(env)[::2] == ("ok", "ok")
    counts = Counts(Settings.from_env(env).redis_url)
    assert counts.hit(limit_of("10/minute"), setting).remaining == 9


def test_production_wants_a_password_where_the_certificate_is_not_verified(tmp_path: Path) -> None:
    env = {"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_TLS_VERIFY": "no"}
    env |= {"DISK_URL": "https://files.example.com"}
    open_one = Settings.from_env(env | {"REDIS_URL": "rediss://redis.example.com:6379/0"})
    with pytest.raises(ConfigError, match="have a password"):
        check_addresses(open_one, {})


def test_an_authority_that_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="REDIS_TLS_CA names"):
        Settings.from_env({"CLUESO_ENV": "development", "DATA_DIR": str(tmp_path), "REDIS_TLS_CA": "/no.pem"})

"""What can be set, from the environment (TALLYDOCK_…) and from a TOML file. No secret has a default."""

from __future__ import annotations

import difflib
import os
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from edge.limits import DEFAULT_DRAIN_EVENTS_PER_S, DEFAULT_OUTBOX_MAX_BYTES
from gateway.wire.topics import check_name
from tallydock.i18n import _, speak
from tallydock.settings_error import SettingsError

CONFIG_FILE_VARIABLE = "TALLYDOCK_CONFIG"
DEFAULT_CONFIG_FILE = "tallydock.toml"
LANGUAGES = ("en", "zh_CN")
LEAST_KEY_BYTES = 16
DSN_EXAMPLE = "postgresql://user:password@host/database"


class Settings(BaseSettings):
    """All parts read the same settings; each asks only for what it needs."""

    model_config = SettingsConfigDict(
        env_prefix="TALLYDOCK_",
        toml_file=DEFAULT_CONFIG_FILE,
        env_ignore_empty=True,
        extra="forbid",  # a mistyped name in the file would else be a setting that does nothing
    )

    var_dir: Path = Field(Path("var"), description="Everything that is written is written below this folder.")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    language: Literal["en", "zh_CN"] = "en"

    dsn: SecretStr | None = Field(None, description="PostgreSQL connection string of the hub's database.")

    broker_url: str | None = Field(None, description="mqtt://host:port or mqtts://host:port.")
    broker_ca: Path | None = Field(None, description="CA certificate of an mqtts:// broker.")
    broker_username: str | None = None
    broker_password: SecretStr | None = None
    broker_kind: Literal["auto", "mosquitto", "iotcore"] = Field(
        "auto", description="Which broker `up` and `broker` start; auto: mosquitto where it is installed."
    )
    broker_port: int = Field(
        0, ge=0, le=65535, description="Port of the broker that is started; 0: a free one."
    )

    drill_server: str | None = Field(
        None, description="`drill`: a program that runs a PostgreSQL server in the folder that it is given."
    )

    hub_host: str = "127.0.0.1"
    hub_port: int = Field(8000, ge=1, le=65535)
    hub_url: str | None = Field(None, description="Where the dashboard finds the hub.")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s]+$",
        description="Where people outside find the hub, such as https://hub.example.com; links name it.",
    )
    pdf_font: Path | None = Field(
        None,
        description="A .ttf or .ttc that the hub embeds in its PDFs; else the reader's fonts serve.",
    )
    dashboard_host: str = "127.0.0.1"
    dashboard_port: int = Field(8501, ge=1, le=65535)

    site: str | None = Field(None, description="The site of this edge agent.")
    agent: str | None = Field(None, description="The name of this edge agent.")
    agent_key: SecretStr | None = Field(None, description="The agent's key, 64 hex digits.")
    agent_key_file: Path | None = Field(None, description="A file with the agent's key.")
    device_dir: Path = Field(Path("/dev/serial/by-id"), description="Where relative device ports are.")
    outbox_max_bytes: int = Field(DEFAULT_OUTBOX_MAX_BYTES, ge=1_000_000)
    drain_events_per_s: float = Field(
        DEFAULT_DRAIN_EVENTS_PER_S, ge=1, le=1_000_000, description="How fast an agent sends what has waited."
    )

    gateway_name: str = Field("gateway-1", description="Distinguishes gateway replicas; fixed per replica.")
    gateway_group: str | None = Field(
        None,
        pattern=r"^[^/+#\s]+$",
        description="Replicas with the same group share the work; not with the embedded broker.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _config_file())

    def need_dsn(self) -> str:
        """Raises SettingsError, which never shows the text itself: it has a password in it."""
        if self.dsn is None:
            raise SettingsError(_missing("TALLYDOCK_DSN", "dsn", DSN_EXAMPLE))
        # the hub's libraries, which an edge agent does not have
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        dsn = self.dsn.get_secret_value()
        try:
            ports = str(conninfo_to_dict(dsn).get("port") or "")
        except ProgrammingError:
            ports = "?"
        # libpq itself looks at a port only when it connects, and a pool would try for ever
        if not all(port.isdigit() for port in ports.split(",") if port):
            raise SettingsError(
                _("{variable} is not a connection string of PostgreSQL: write it like {example}").format(
                    variable="TALLYDOCK_DSN", example=DSN_EXAMPLE
                )
            )
        return dsn

    def need_broker_url(self) -> str:
        if self.broker_url is None:
            raise SettingsError(_missing("TALLYDOCK_BROKER_URL", "broker_url", "mqtt://127.0.0.1:1883"))
        return self.broker_url

    def need_broker_ca(self) -> Path | None:
        """None where none is set. Raises SettingsError when it cannot be used."""
        if self.broker_ca is None:
            return None
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=self.broker_ca)
        except ssl.SSLError as error:
            said = _("it is not a certificate in PEM format")
            raise SettingsError(_unusable("TALLYDOCK_BROKER_CA", self.broker_ca, said)) from error
        except OSError as error:
            raise SettingsError(_unusable("TALLYDOCK_BROKER_CA", self.broker_ca, error.strerror)) from error
        return self.broker_ca

    def need_hub_url(self) -> str:
        if self.hub_url is None:
            raise SettingsError(_missing("TALLYDOCK_HUB_URL", "hub_url", "http://127.0.0.1:8000"))
        return self.hub_url

    def need_site(self) -> str:
        return _name(self.site, "TALLYDOCK_SITE", "site", "main")

    def need_agent(self) -> str:
        return _name(self.agent, "TALLYDOCK_AGENT", "agent", "dock-1")

    def need_agent_key(self) -> bytes:
        """The key's bytes."""
        if self.agent_key is not None:
            where, text = "TALLYDOCK_AGENT_KEY", self.agent_key.get_secret_value()
        elif self.agent_key_file is not None:
            where = str(self.agent_key_file)
            try:
                text = self.agent_key_file.read_text(encoding="ascii")
            except OSError as error:
                raise SettingsError(
                    _unusable("TALLYDOCK_AGENT_KEY_FILE", self.agent_key_file, error.strerror)
                ) from error
            except UnicodeDecodeError:
                text = "?"  # no hex digits, and told so below
        else:
            raise SettingsError(
                _missing("TALLYDOCK_AGENT_KEY_FILE", "agent_key_file", "/etc/tallydock/agent.key")
                + " "
                + _("The hub shows an agent's key once, when the agent is made (POST /api/v1/agents).")
            )
        try:
            key = bytes.fromhex(text.strip())
        except ValueError:
            raise SettingsError(
                _("the agent's key in {where} is not written in hex digits").format(where=where)
            ) from None
        if len(key) < LEAST_KEY_BYTES:
            raise SettingsError(
                _("the agent's key in {where} is too short: at least {digits} hex digits").format(
                    where=where, digits=2 * LEAST_KEY_BYTES
                )
            )
        return key


class AllProblems:
    """Needs several settings, and tells of all that are wrong in one SettingsError."""

    def __init__(self) -> None:
        self._found: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        try:
            yield
        except SettingsError as error:
            self._found.append(str(error))

    def check(self, *needs: Callable[[], object]) -> None:
        """Raises SettingsError with what each of them, and `noted`, found wrong."""
        for need in needs:
            with self.noted():
                need()
        if self._found:
            raise SettingsError("\n".join(self._found))


def _missing(variable: str, name: str, example: str) -> str:
    return _(
        '{variable} is not set. Set it in the environment, or `{name} = "{example}"` in {file} '
        "(another file: {file_variable})."
    ).format(
        variable=variable,
        name=name,
        example=example,
        file=DEFAULT_CONFIG_FILE,
        file_variable=CONFIG_FILE_VARIABLE,
    )


def _unusable(variable: str, path: Path, said: str | None) -> str:
    return _("{variable} names {path}, which cannot be used: {said}").format(
        variable=variable, path=path, said=said
    )


def _name(value: str | None, variable: str, name: str, example: str) -> str:
    if value is None:
        raise SettingsError(_missing(variable, name, example))
    try:
        return check_name(value)
    except ValueError:
        raise SettingsError(
            _(
                "{variable} is {value!r}, and a name has 1 to 63 letters, digits, '.', '_' or '-', "
                "the first of them a letter or a digit: like {example}"
            ).format(variable=variable, value=value, example=example)
        ) from None


def _config_file() -> Path:
    named = os.environ.get(CONFIG_FILE_VARIABLE)
    if named is None:
        return Path(DEFAULT_CONFIG_FILE)
    if not Path(named).is_file():
        raise SettingsError(_unusable(CONFIG_FILE_VARIABLE, Path(named), _("there is no such file")))
    return Path(named)


def load() -> Settings:
    """The settings as they stand; from here on their language is spoken, also of what is wrong with them.

    Raises SettingsError that names every wrong one.
    """
    if os.environ.get("TALLYDOCK_LANGUAGE") in LANGUAGES:
        speak(os.environ["TALLYDOCK_LANGUAGE"])
    path = _config_file()
    try:
        loaded = Settings()
    except ValidationError as error:
        lines = [
            _problem(".".join(map(str, problem["loc"])), problem["type"], problem["msg"], path)
            for problem in error.errors(include_input=False)
        ]
        raise SettingsError(_("settings that cannot be used:") + "\n  " + "\n  ".join(lines)) from error
    except ValueError as error:  # tomllib's own word on a file that is not TOML
        raise SettingsError(
            _("{path} is not a TOML file: {said}").format(path=path.absolute(), said=error)
        ) from error
    except OSError as error:
        raise SettingsError(_unusable(CONFIG_FILE_VARIABLE, path.absolute(), error.strerror)) from error
    speak(loaded.language)
    return loaded


def _problem(name: str, kind: str, said: str, path: Path) -> str:
    if kind != "extra_forbidden":
        return f"{name} (TALLYDOCK_{name.upper()}): {said}"
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    told = _("{name}: there is no such setting; {path} has it").format(name=name, path=path.absolute())
    return told + (" - " + _("is {close} meant?").format(close=close[0]) if close else "")

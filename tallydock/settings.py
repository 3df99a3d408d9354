"""What can be set, from the environment (TALLYDOCK_…) and from a TOML file. No secret has a default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

CONFIG_FILE_VARIABLE = "TALLYDOCK_CONFIG"
DEFAULT_CONFIG_FILE = "tallydock.toml"


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, and how to set it."""


class Settings(BaseSettings):
    """All parts read the same settings; each asks only for what it needs."""

    model_config = SettingsConfigDict(
        env_prefix="TALLYDOCK_",
        toml_file=DEFAULT_CONFIG_FILE,
        extra="ignore",
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

    hub_host: str = "127.0.0.1"
    hub_port: int = Field(8000, ge=1, le=65535)
    hub_url: str | None = Field(None, description="Where the dashboard finds the hub.")
    dashboard_host: str = "127.0.0.1"
    dashboard_port: int = Field(8501, ge=1, le=65535)

    site: str | None = Field(None, description="The site of this edge agent.")
    agent: str | None = Field(None, description="The name of this edge agent.")
    agent_key: SecretStr | None = Field(None, description="The agent's key, 64 hex digits.")
    agent_key_file: Path | None = Field(None, description="A file with the agent's key.")
    device_dir: Path = Field(Path("/dev/serial/by-id"), description="Where relative device ports are.")
    outbox_max_bytes: int = Field(2_000_000_000, ge=1_000_000)

    gateway_name: str = Field("gateway-1", description="Distinguishes gateway replicas; fixed per replica.")

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
        if self.dsn is None:
            raise SettingsError(_missing("TALLYDOCK_DSN", "dsn", "postgresql://user:password@host/database"))
        return self.dsn.get_secret_value()

    def need_broker_url(self) -> str:
        if self.broker_url is None:
            raise SettingsError(_missing("TALLYDOCK_BROKER_URL", "broker_url", "mqtt://127.0.0.1:1883"))
        return self.broker_url

    def need_hub_url(self) -> str:
        if self.hub_url is None:
            raise SettingsError(_missing("TALLYDOCK_HUB_URL", "hub_url", "http://127.0.0.1:8000"))
        return self.hub_url

    def need_identity(self) -> tuple[str, str]:
        """(site, agent)."""
        if self.site is None:
            raise SettingsError(_missing("TALLYDOCK_SITE", "site", "main"))
        if self.agent is None:
            raise SettingsError(_missing("TALLYDOCK_AGENT", "agent", "dock-1"))
        return self.site, self.agent

    def need_agent_key(self) -> bytes:
        """The key's bytes."""
        if self.agent_key is not None:
            where, text = "TALLYDOCK_AGENT_KEY", self.agent_key.get_secret_value()
        elif self.agent_key_file is not None:
            where = str(self.agent_key_file)
            try:
                text = self.agent_key_file.read_text()
            except OSError as error:
                raise SettingsError(
                    f"the agent's key cannot be read from {where}: {error.strerror}"
                ) from error
        else:
            raise SettingsError(
                _missing("TALLYDOCK_AGENT_KEY_FILE", "agent_key_file", "/etc/tallydock/agent.key")
                + " The hub shows an agent's key once, when the agent is made (POST /api/v1/agents)."
            )
        try:
            key = bytes.fromhex(text.strip())
        except ValueError:
            raise SettingsError(f"the agent's key in {where} is not written in hex digits") from None
        if len(key) < 16:
            raise SettingsError(f"the agent's key in {where} is too short: at least 32 hex digits")
        return key


def _missing(variable: str, name: str, example: str) -> str:
    return (
        f'{variable} is not set. Set it in the environment, or `{name} = "{example}"` in '
        f"{DEFAULT_CONFIG_FILE} (another file: {CONFIG_FILE_VARIABLE})."
    )


def _config_file() -> Path:
    named = os.environ.get(CONFIG_FILE_VARIABLE)
    if named is None:
        return Path(DEFAULT_CONFIG_FILE)
    if not Path(named).is_file():
        raise SettingsError(f"{CONFIG_FILE_VARIABLE} names {named}, and there is no such file")
    return Path(named)


def load() -> Settings:
    """The settings as they stand. Raises SettingsError that names every wrong one."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors(include_input=False)
        ]
        raise SettingsError("settings that cannot be used:\n  " + "\n  ".join(lines)) from error
    except ValueError as error:  # tomllib's own word on a file that is not TOML
        raise SettingsError(f"{_config_file()} is not a TOML file: {error}") from error

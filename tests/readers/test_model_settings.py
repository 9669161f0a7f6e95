"""Settings: which source wins, what is refused and how it is said, and that a key is never shown."""

import pytest

from crossfoot.readers.endpoint import Endpoint
from crossfoot.readers.settings import Settings, SettingsError

SECRET = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty home and current directory, and no variables that count."""
    (tmp_path / "home/.config/crossfoot").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "work")
    names = [f.upper() for f in Settings.model_fields]
    for variable in [f"CROSSFOOT_{n}" for n in names] + [f"OPENAI_{n}" for n in names]:
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.fixture
def write(home):
    def write(text, *, user=False):
        path = home / ("home/.config/crossfoot/config.toml" if user else "work/crossfoot.toml")
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return path

    return write


def test_nothing_configured_is_no_endpoint():
    assert Settings.load().endpoint() is None


def test_a_model_alone_is_no_endpoint(monkeypatch):
    monkeypatch.setenv("OPENAI_MODEL", "m")
    assert Settings.load().endpoint() is None


def test_openais_variables_are_an_endpoint(monkeypatch):
    monkeypatch.setenv("OPENAI_MODEL", "m")
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    endpoint = Settings.load().endpoint()
    assert endpoint is not None
    assert endpoint.url == "https://api.openai.com/v1"
    assert endpoint.api_key.get_secret_value() == SECRET
    assert endpoint.asking_mode == "json_schema"


def test_a_local_server_needs_no_key():
    endpoint = Settings.load(model="m", base_url="http://localhost:8080/v1").endpoint()
    assert endpoint is not None
    assert endpoint.api_key is None
    assert endpoint.local


def test_each_source_goes_before_the_next(monkeypatch, write):
    def model():
        return Settings.load().model

    write('[model]\nname = "user"\ntimeout = 7', user=True)
    assert model() == "user"
    write('[model]\nname = "project"')
    assert model() == "project"
    monkeypatch.setenv("OPENAI_MODEL", "openai")
    assert model() == "openai"
    monkeypatch.setenv("CROSSFOOT_MODEL", "own")
    assert model() == "own"
    assert Settings.load(model="flag").model == "flag"
    assert Settings.load(model=None).model == "own"
    assert Settings.load().timeout == 7


def test_an_empty_variable_is_not_set(monkeypatch, write):
    write('[model]\nname = "project"\nbase_url = "http://localhost/v1"')
    for variable in ("OPENAI_MODEL", "CROSSFOOT_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.setenv(variable, "")
    endpoint = Settings.load().endpoint()
    assert endpoint is not None
    assert endpoint.model == "project"
    assert endpoint.api_key is None


def test_every_key_of_the_file_arrives(write):
    write(
        '[model]\nname = "m"\nbase_url = "http://localhost/v1"\napi_key = "k"\nmode = "tools"\n'
        'temperature = "default"\nvote_temperature = 0.5\ntimeout = 3.5\nmax_output_tokens = 999\nattempts = 2\n'
        "price_input = 1\nprice_output = 2.5\nfacts = true"
    )
    endpoint = Settings.load().endpoint()
    assert endpoint is not None
    assert endpoint.model_dump(exclude={"api_key"}) == {
        "model": "m",
        "base_url": "http://localhost/v1",
        "mode": "tools",
        "temperature": "default",
        "vote_temperature": 0.5,
        "timeout": 3.5,
        "max_output_tokens": 999,
        "attempts": 2,
        "price_input": 1,
        "price_output": 2.5,
        "facts": True,
        "escalate": None,
    }


# -- the stronger model ---------------------------------------------------------------------------------------------

FIRST = (
    '[model]\nname = "m"\nbase_url = "http://localhost/v1"\napi_key = "k"\nmode = "tools"\n'
    "timeout = 3.5\nprice_input = 1\nprice_output = 2.5\n"
)


def stronger() -> Endpoint:
    endpoint = Settings.load().endpoint()
    assert endpoint is not None
    assert endpoint.model == "m"
    assert endpoint.escalate is not None
    return endpoint.escalate


def test_the_stronger_model_is_asked_like_the_first_but_for_its_price(write):
    write(FIRST + 'escalate = "large"')
    found = stronger()
    assert (found.model, found.url, found.mode, found.timeout) == (
        "large",
        "http://localhost/v1",
        "tools",
        3.5,
    )
    assert found.api_key.get_secret_value() == "k"
    assert found.cost(10, 10) is None
    assert found.escalate is None


def test_the_stronger_model_has_settings_of_its_own(write):
    write(
        FIRST + 'escalate = "large"\nescalate_mode = "json"\nescalate_temperature = "default"\n'
        'escalate_api_key = "other"\nescalate_price_input = 10\nescalate_price_output = 20'
    )
    found = stronger()
    assert (found.mode, found.temperature, found.timeout) == ("json", "default", 3.5)
    assert found.api_key.get_secret_value() == "other"
    assert found.cost(1_000_000, 1_000_000) == 30


def test_another_address_is_not_given_the_key_of_the_first(write):
    write(FIRST + 'escalate = "large"\nescalate_base_url = "https://api.deepseek.com/v1"')
    found = stronger()
    assert found.api_key is None
    assert found.asking_mode == "json"  # what that host understands
    assert found.address == "https://api.deepseek.com/v1"


def test_the_stronger_model_can_be_named_anywhere(write, monkeypatch):
    write(FIRST + 'escalate = "file"')
    assert stronger().model == "file"
    monkeypatch.setenv("CROSSFOOT_ESCALATE", "variable")
    assert stronger().model == "variable"
    assert Settings.load(escalate="flag").endpoint().escalate.model == "flag"


def test_the_same_name_at_another_address_is_another_model(write):
    write(FIRST + 'escalate = "m"\nescalate_base_url = "http://gpu/v1"')
    assert stronger().url == "http://gpu/v1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('escalate = "m"', "`escalate` is the first model"),
        ('escalate = "m"\nescalate_base_url = "http://localhost/v1/"', "`escalate` is the first model"),
        (
            'escalate = "large"\nescalate_base_url = "gpu:8000"',
            "`escalate_base_url` is no http:// or https://",
        ),
        ('escalate = ""', "key `escalate` in [model]"),
        ("vote_temperature = 0", "key `vote_temperature` in [model]"),
        ("vote_temperature = 3", "key `vote_temperature` in [model]"),
    ],
)
def test_settings_of_questions_that_cannot_be_are_refused(write, text, words):
    write(FIRST + text)
    with pytest.raises(SettingsError) as caught:
        Settings.load().endpoint()
    assert words in str(caught.value)


def test_the_second_key_is_guarded_as_the_first(write, caplog):
    path = write(f'{FIRST}escalate = "large"\nescalate_api_key = "{SECRET}"'.replace('api_key = "k"\n', ""))
    path.chmod(0o644)
    assert SECRET not in repr(Settings.load().endpoint())
    assert SECRET not in caplog.text
    assert "other users" in caplog.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[model]\nnmae = "m"', "unknown key `nmae` in [model]"),
        ('[model]\nmodel = "m"', "the key `name`"),
        ('[modle]\nname = "m"', "unknown key `modle`"),
        ("model = 5", "not a table"),
        ("[model", "no TOML"),
        ('[model]\nmode = "xml"', "key `mode` in [model]"),
        ("[model]\ntimeout = 0", "key `timeout` in [model]"),
        ("[model]\nname = 7", "key `name` in [model]"),
    ],
)
@pytest.mark.parametrize("user", [False, True])
def test_a_fault_in_a_file_names_file_and_key(write, text, words, user):
    path = write(text, user=user)
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert words in str(caught.value)
    assert path.name in str(caught.value)


def test_a_fault_in_a_variable_names_it(monkeypatch):
    monkeypatch.setenv("CROSSFOOT_ATTEMPTS", "many")
    with pytest.raises(SettingsError, match=r"^CROSSFOOT_ATTEMPTS: .*integer"):
        Settings.load()


def test_a_fault_of_the_command_line_names_the_option():
    with pytest.raises(SettingsError, match=r"^--mode: "):
        Settings.load(mode="xml")


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://host/v1", "/v1", "http://"])
def test_a_base_url_must_be_one(url):
    with pytest.raises(SettingsError, match="base_url"):
        Settings.load(model="m", base_url=url).endpoint()


def test_an_unreadable_file_is_said(home):
    (home / "work/crossfoot.toml").mkdir()
    with pytest.raises(SettingsError, match=r"crossfoot.toml: cannot be read"):
        Settings.load()


def test_a_key_that_others_can_read_is_warned_of(write, caplog):
    path = write(f'[model]\napi_key = "{SECRET}"')
    Settings.load()
    assert not caplog.records
    path.chmod(0o644)
    Settings.load()
    assert "other users" in caplog.text
    assert SECRET not in caplog.text


def test_a_key_is_never_shown(write):
    write(f'[model]\napi_key = "{SECRET}"')
    settings = Settings.load(model="m", base_url=f"http://user:{SECRET}@localhost/v1?key={SECRET}")
    endpoint = settings.endpoint()
    assert endpoint is not None
    for shown in (settings, endpoint, endpoint.address, settings.model_dump(exclude={"base_url"})):
        assert SECRET not in repr(shown)
        assert SECRET not in str(shown)
    assert endpoint.address == "http://localhost/v1"


def test_a_wrong_key_is_not_shown_either(write):
    write("[model]\napi_key = 123456789")
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    assert "api_key" in str(caught.value)
    assert "123456789" not in str(caught.value)


def test_unknown_fields_are_refused():
    with pytest.raises(SettingsError, match="--colour"):
        Settings.load(colour="red")


@pytest.mark.parametrize(
    ("url", "mode", "limit"),
    [
        (None, "json_schema", "max_completion_tokens"),
        ("https://api.deepseek.com/v1", "json", "max_tokens"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1/", "json", "max_tokens"),
        ("https://llm.example.org/v1", "json_schema", "max_tokens"),
    ],
)
def test_the_mode_goes_by_the_host_and_can_be_chosen(url, mode, limit):
    endpoint = Endpoint(model="m", base_url=url)
    assert (endpoint.asking_mode, endpoint.limit_parameter) == (mode, limit)
    assert Endpoint(model="m", base_url=url, mode="tools").asking_mode == "tools"


def test_cost_goes_by_the_prices():
    assert Endpoint(model="m").cost(10, 10) is None
    assert Endpoint(model="m", price_input=2, price_output=8).cost(500_000, 250_000) == 3.0
    assert Endpoint(model="m", price_output=8).cost(500_000, 250_000) == 2.0

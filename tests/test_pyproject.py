"""A pyproject.toml of which nobody can say whether it has settings for clausecheck is an error, and not overlooked."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausecheck.config.reading import ConfigError, found_in

TABLE = '[tool.clausecheck]\nignore = ["CC055"]\n'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    (tmp_path / "pyproject.toml").write_bytes((mark + TABLE).encode(encoding))
    with pytest.raises(ConfigError, match="UTF-16"):
        found_in(tmp_path)


def test_a_table_behind_the_first_megabyte(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("# long\n" * 150_000 + TABLE, encoding="utf-8")
    with pytest.raises(ConfigError, match="more than 1,000,000 bytes"):
        found_in(tmp_path)


def test_one_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text(TABLE, encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ConfigError, match=r"cannot read .*pyproject\.toml: Permission denied"):
        found_in(tmp_path)


def test_one_of_another_program_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n= broken", encoding="utf-8")
    assert found_in(tmp_path) is None
    (tmp_path / "pyproject.toml").write_text(TABLE, encoding="utf-8")
    assert found_in(tmp_path) == tmp_path / "pyproject.toml"

"""A dataclass whose methods are made late is one like any other."""

from __future__ import annotations

import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, replace
from typing import Any

import pytest

from clausecheck.quick import dataclass


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf."""

    name: str
    height: int = 2
    books: tuple[str, ...] = ()
    label: str = field(default="", compare=False)


@dataclass(slots=True)
class Room:
    shelves: list[Shelf] = field(default_factory=list)
    count: int = field(default=7, init=False)
    seen: dict[str, int] = field(default_factory=dict, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        self.seen["made"] = len(self.shelves)


@dataclass(frozen=True, slots=True)
class Tall(Shelf):
    ladder: bool = True


@dataclass(frozen=True, slots=True, order=True)
class Level:
    at: int


@dataclass(slots=True, eq=False)
class Same:
    at: int


def test_values_are_given_by_place_by_name_and_by_default() -> None:
    assert Shelf("a", books=("x",)) == Shelf("a", 2, ("x",))
    room = Room([Shelf("a")], seen={})
    assert (room.count, room.seen) == (7, {"made": 1})
    assert Room().shelves is not Room().shelves
    assert Tall("a").ladder and Tall("a", 3, (), "", False).height == 3
    with pytest.raises(TypeError, match="name"):
        Shelf()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Room([], {})  # type: ignore[call-arg,misc]


def test_equality_hash_and_order_are_those_of_the_fields() -> None:
    assert Shelf("a", label="x") == Shelf("a", label="y")
    assert len({Shelf("a"), Shelf("a"), Shelf("b")}) == 2
    assert Shelf("a") != Tall("a") and Shelf("a").__eq__(3) is NotImplemented
    assert Level(1) < Level(2)
    same = Same(1)
    assert same == same and same != Same(1) and hash(same)
    with pytest.raises(TypeError, match="unhashable"):
        hash(Room())


def test_what_is_frozen_stays_as_it_is() -> None:
    shelf = Shelf("a")
    with pytest.raises(FrozenInstanceError, match="height"):
        shelf.height = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="height"):
        del shelf.height
    assert replace(shelf, height=3).height == 3
    assert not hasattr(shelf, "__dict__")


@pytest.mark.parametrize("made", [Shelf("a", 1, ("x",), "l"), Tall("b"), Room([Shelf("c")]), Level(3)])
def test_it_is_known_to_dataclasses_and_can_be_sent_to_another_process(made: Any) -> None:
    again = pickle.loads(pickle.dumps(made))
    assert again == made and dataclasses.asdict(again) == dataclasses.asdict(made)


def test_it_is_shown_like_any_other() -> None:
    assert repr(Shelf("a")) == "Shelf(name='a', height=2, books=(), label='')"
    assert repr(Room()) == "Room(shelves=[], count=7)"

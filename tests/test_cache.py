"""The cache: what it keeps, and what goes first."""

from collections import OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from gql.cache import Cache


def test_the_least_recently_used_goes_first() -> None:
    """Reading a value makes it recent; putting one more than fits drops the one that nobody asked for longest."""
    cache: Cache[str, int] = Cache(items=2, weight=100)
    cache.put("a", 1, 1)
    cache.put("b", 2, 1)
    assert cache.get("a") == 1
    cache.put("c", 3, 1)
    assert [cache.get(key) for key in "abc"] == [1, None, 3]


def test_weights_sum_up_to_the_limit() -> None:
    """As many of the oldest go as the new one weighs."""
    cache: Cache[str, int] = Cache(items=10, weight=10)
    for key in "abcd":
        cache.put(key, 0, 2)
    cache.put("e", 0, 7)
    assert [key for key in "abcde" if cache.get(key) is not None] == ["d", "e"]


def test_what_is_too_heavy_alone_is_not_kept() -> None:
    """It would empty the cache and still not fit; everything else stays."""
    cache: Cache[str, int] = Cache(items=10, weight=10)
    cache.put("a", 1, 10)
    cache.put("b", 2, 11)
    assert (cache.get("a"), cache.get("b"), len(cache)) == (1, None, 1)


def test_a_key_has_one_value() -> None:
    """Putting a key again replaces its value and its weight."""
    cache: Cache[str, int] = Cache(items=10, weight=10)
    for value in range(5):
        cache.put("a", value, 4)
    cache.put("b", 9, 6)
    assert (cache.get("a"), cache.get("b"), len(cache)) == (4, 9, 2)


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.integers(0, 12)), max_size=60)


@given(STEPS, st.integers(1, 5), st.integers(1, 20))
def test_it_is_a_dictionary_in_the_order_of_use(steps: list[tuple[bool, int, int]], items: int, weight: int) -> None:
    """Whatever is put and asked, in whatever order, it holds what a dictionary by order of use would."""
    cache: Cache[int, int] = Cache(items, weight)
    model: OrderedDict[int, int] = OrderedDict()  # key -> weight, which is the value as well
    for put, key, value in steps:
        if put and value <= weight:
            model[key] = value
            model.move_to_end(key)
            while len(model) > items or sum(model.values()) > weight:
                model.popitem(last=False)
        elif not put and key in model:
            model.move_to_end(key)
        if put:
            cache.put(key, value, value)
        elif key not in model:
            assert cache.get(key) is None
        else:
            assert cache.get(key) == model[key]
        assert len(cache) == len(model)
    assert {key: cache.get(key) for key in range(7)} == {key: model.get(key) for key in range(7)}

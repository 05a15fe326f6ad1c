"""Ids are given out once, codes tell a typing error, hashes depend on their key."""

from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from orderway.kernel.ids import ALPHABET, BLOCK_IDS, Ids, code_of, keyed_hash, number_of, signature


def test_ids_come_from_blocks_without_a_gap_inside_and_never_twice() -> None:
    blocks = count(BLOCK_IDS, BLOCK_IDS * 2)
    ids = Ids(lambda: next(blocks))
    given_out = [ids.next() for _ in range(2 * BLOCK_IDS + 1)]
    assert len(set(given_out)) == len(given_out)
    assert (given_out[0], given_out[BLOCK_IDS - 1], given_out[BLOCK_IDS]) == (1000, 1999, 3000)


@given(st.integers(0, 2**62))
def test_a_code_leads_back_to_its_number_however_it_is_written(number: int) -> None:
    code = code_of(number)
    assert number_of(code) == number
    assert number_of(f" {code.lower()} ") == number
    assert number_of(code.replace("0", "O").replace("1", "I")) == number


@given(st.integers(0, 2**62), st.integers(0, 20), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_seen(number: int, at: int, other: str) -> None:
    code = code_of(number)
    at %= len(code)
    if code[at] != other:
        assert number_of(code[:at] + other + code[at + 1 :]) is None


@given(st.integers(0, 2**62), st.integers(0, 20))
def test_two_neighbours_swapped_are_seen(number: int, at: int) -> None:
    code = code_of(number)
    at %= len(code) - 1
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        assert number_of(swapped) is None


def test_what_is_no_code_is_none() -> None:
    assert [number_of(text) for text in ("", "7", "U1", "A-B", "中文")] == [None] * 5


def test_a_hash_fits_a_bigint_and_needs_its_key() -> None:
    one, other = keyed_hash(b"a" * 32, "+8613800138000"), keyed_hash(b"b" * 32, "+8613800138000")
    assert one != other
    assert 0 <= one < 2**63
    assert keyed_hash(b"a" * 32, "+8613800138000") == one


def test_a_signature_depends_on_its_parts_and_their_borders() -> None:
    assert signature(b"k", "ab", "c") != signature(b"k", "a", "bc")
    assert len(signature(b"k", "a")) == 32


def test_ids_are_given_out_again_as_they_were_also_over_a_new_block() -> None:
    starts = iter([5_000, 9_000, 12_000])
    ids = Ids(lambda: next(starts))
    ids.next()
    ids._next = ids._end - 2
    blocks = ids.mark()
    given = [ids.next() for _ in range(4)]
    assert given == [5_998, 5_999, 9_000, 9_001]
    again = Ids.again(list(blocks), beyond=1 << 60)
    assert [again.next() for _ in range(4)] == given
    for _ in range(998):
        again.next()
    assert again.next() == 1 << 60

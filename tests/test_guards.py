"""Files of the user: what is read, and every way we know of to smuggle persons in."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yeonjwa.errors import InputError
from yeonjwa.guards import refuse_person_data

RATES = ("year", "age", "px_female", "fx_per_woman")


@pytest.fixture
def write(tmp_path):
    def writer(content: str | bytes, name: str = "rates.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return writer


def test_a_table_of_rates_is_read_as_it_stands(write):
    rows = refuse_person_data(write("age,px_female\n0,0.99\n1,.999\n2,1e0\n"), RATES, key=("year", "age"))
    assert rows == [
        {"age": "0", "px_female": "0.99"},
        {"age": "1", "px_female": ".999"},
        {"age": "2", "px_female": "1e0"},
    ]


def test_a_byte_order_mark_windows_lines_and_empty_lines_at_the_end_do_no_harm(write):
    assert len(refuse_person_data(write("\ufeffage,px_female\r\n0,0.99\r\n\r\n"), RATES)) == 1


def test_provinces_and_named_words_are_read(write):
    path = write("province,sex,arrivals\nRyanggang,female,20\nnation,male,10\n")
    rows = refuse_person_data(path, ("province", "sex", "arrivals"), words={"sex": ("female", "male")})
    assert rows[0]["province"] == "Ryanggang"


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "data").glob("*.csv")), ids=lambda p: p.name)
def test_the_rates_of_our_own_tests_are_read(path):
    columns = ("year", "age", "px_female", "px_male", "fx_per_woman", "fx_female", "fx_male", "birth_fraction_female")
    assert len(refuse_person_data(path, columns, key=("year", "age"))) > 90


REFUSED_HEADERS = {
    "name": "names", "full name": "names", "이름": "names", "father_name": "names", "Surname": "names",
    "dob": "dates of birth", "date of birth": "dates of birth", "생년월일": "dates of birth",
    "phone": "phone", "전화번호": "phone", "Mobile-number": "phone",
    "lat": "coordinates", "longitude": "coordinates", "위도": "coordinates",
    "home address": "addresses", "email": "addresses",
    "person_id": "numbers of persons", "household_id": "numbers of persons", "공민증번호": "numbers of persons",
    "county": "finer than a province", "군": "finer than a province", "inminban": "finer than a province",
    "px_femal": "Did you mean 'px_female'", "songbun": "is not known", "": "is not known",
}  # fmt: skip


@pytest.mark.parametrize(("column", "reason"), REFUSED_HEADERS.items())
def test_a_column_that_is_not_allowed_is_refused_with_its_reason(write, column, reason):
    with pytest.raises(InputError, match=reason):
        refuse_person_data(write(f"age,{column}\n0,1\n"), RATES)


REFUSED_CELLS = {
    "a name": "Hong Gildong", "a Korean name": "홍길동", "a date": "1975-03-02", "a dotted date": "2.3.1975",
    "a Korean date": "1975년 3월 2일", "a phone": "010-1234-5678", "a phone without dashes": "01012345678",
    "an international phone": "+82 10 1234 5678", "a formula": "=1+1", "nan": "nan", "infinity": "inf",
    "a huge number": "1e999", "nothing": "", "a number with words": "12 Ryanggang", "full-width digits": "１２",
    "a thousands mark": '"1,000"', "hexadecimal": "0x1f", "an underscore": "1_000",
}  # fmt: skip


@pytest.mark.parametrize("cell", REFUSED_CELLS.values(), ids=REFUSED_CELLS)
def test_a_cell_that_is_no_plain_number_is_refused_and_not_repeated(write, cell):
    with pytest.raises(InputError, match="line 3, column 'px_female'") as refusal:
        refuse_person_data(write(f"age,px_female\n0,1\n1,{cell}\n"), RATES)
    if len(cell) > 4:
        assert cell.strip('"') not in str(refusal.value)


def test_a_list_of_persons_under_allowed_names_is_refused(write):
    with pytest.raises(InputError, match="lists of persons"):
        refuse_person_data(write("year,age,px_female\n1990,34,1\n1990,51,1\n1990,34,1\n"), RATES, key=("year", "age"))


def test_a_repeated_row_written_differently_is_still_repeated(write):
    with pytest.raises(InputError, match="stands in an earlier row"):
        refuse_person_data(write("age,px_female\n1,1\n1.0,1\n"), RATES, key=("age",))


def test_dates_written_together_are_refused_even_as_numbers(write):
    with pytest.raises(InputError, match="dates of birth"):
        refuse_person_data(write("age,px_female\n19750302,1\n19810711,1\n"), RATES)


def test_coordinates_under_allowed_names_are_refused(write):
    with pytest.raises(InputError, match="coordinates"):
        refuse_person_data(write("age,px_female\n42.4312,129.7551\n41.1203,128.3312\n"), RATES)


@pytest.mark.parametrize("place", ["Hoeryong", "회령시", "Ryanggang-do Hyesan", "Nation", ""])
def test_places_finer_than_a_province_or_unknown_are_refused(write, place):
    with pytest.raises(InputError, match="finer than a province"):
        refuse_person_data(write(f"province,age\n{place},3\n"), ("province", "age"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"  \n\n ", "is empty"),
        (b"age,px_female\n", "no rows"),
        (b"PK\x03\x04rest of a spreadsheet", "is not text"),
        (b"\x7fELF\x00\x01", "is not text"),
        ("age,px_female\n0,1\n".encode("utf-16"), "is not text"),
        ("나이,이름\n".encode("cp949"), "is not UTF-8"),
        (b"0,0.99\n1,0.99\n", "does not begin with a line of column names"),
        (b"age,px_female,age\n0,1,0\n", "stands twice"),
        (b"age,px_female\n0,1,2\n", "3 cells where the header names 2"),
        (b"age,px_female\n0\n", "1 cells where the header names 2"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n\nage,px_female\n0,1\n", "line 1 is empty"),
        (b'age,px_female\n0,"1\n', "well-formed"),
        (b"age,px_female\n" + b"1,1\n" * 20_001, "at most 20,000"),
    ],
)
def test_what_is_no_table_of_aggregates_is_refused(write, content, reason):
    with pytest.raises(InputError, match=reason):
        refuse_person_data(write(content), RATES)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        refuse_person_data(tmp_path / "none.csv", RATES)
    with pytest.raises(InputError, match="is not a file"):
        refuse_person_data(tmp_path, RATES)


@given(st.binary(max_size=300))
def test_any_bytes_are_either_a_table_or_a_clear_refusal(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(content)
    sentence = "read without a refusal"
    try:
        refuse_person_data(path, RATES, key=("year", "age"))
    except InputError as refusal:
        sentence = str(refusal)
    assert 10 < len(sentence) < 400

"""A line ends where the script of its text allows it, and tears no letter, name, number or address."""

# ruff: noqa: RUF001 -- the signs of several scripts are meant

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clueso.domain.captions.cues import check, shape
from clueso.domain.captions.reading import LINE_WIDTH
from clueso.domain.transcript import Segment
from clueso.domain.words.line_breaks import pieces, width

LEADING_VOWELS = "เแโใไເແໂໃໄ"
NEVER_FIRST = "ぁぃぅぇぉっゃゅょァィゥェォッャュョー・々、。，．！？」』）】"
NEVER_LAST = "「『（【"

SPACELESS: list[tuple[str, str, list[str]]] = [
    (
        "chinese-names",
        "下一步我们在GitHub上新建一个Repository然后用VisualStudioCode打开它并且安装TypeScript和WebAssembly的扩展插件",
        ["GitHub", "Repository", "VisualStudioCode", "TypeScript", "WebAssembly"],
    ),
    (
        "chinese-address-and-numbers",
        "请先访问www.example.org/download下载版本2.7.18的安装包价格是1,299.50元然后联系support@example.org获取帮助",
        ["www.example.org/download", "2.7.18", "1,299.50", "support@example.org"],
    ),
    (
        "japanese",
        "ブラウザーでアプリケーションのダッシュボードをひらいてからアカウントのプロフィールをちょっとだけかえてみましょうか",
        ["ブラウザー", "アプリケーション", "ダッシュボード", "プロフィール", "ちょっと"],
    ),
    (
        "japanese-brackets",
        "画面の左にある「新しいプロジェクトを作成する」というボタンを押して「次へ」を選んでから「完了」をクリックします",
        [],
    ),
    (
        "thai",
        "ขั้นตอนต่อไปให้คลิกปุ่มบันทึกเพื่อเก็บเอกสารของคุณไว้ในโฟลเดอร์ที่เลือกแล้วรอสักครู่จนกว่าโปรแกรมจะทำงานเสร็จเรียบร้อย",
        ["โปรแกรม", "เอกสาร"],
    ),
    ("lao", "ຂັ້ນຕອນຕໍ່ໄປໃຫ້ກົດປຸ່ມບັນທຶກເພື່ອເກັບເອກະສານຂອງທ່ານໄວ້ໃນໂຟນເດີທີ່ເລືອກແລ້ວລໍຖ້າຈົນກວ່າໂປຣແກຣມຈະເຮັດວຽກສຳເລັດ", []),
    ("khmer", "ជំហានបន្ទាប់សូមចុចប៊ូតុងរក្សាទុកដើម្បីរក្សាឯកសាររបស់អ្នកនៅក្នុងថតដែលបានជ្រើសរើសហើយរង់ចាំមួយភ្លែត", ["ឯកសារ"]),
    ("burmese", "နောက်တစ်ဆင့်မှာသိမ်းဆည်းရန်ခလုတ်ကိုနှိပ်ပြီးသင့်စာရွက်စာတမ်းကိုရွေးချယ်ထားသောဖိုင်တွဲတွင်သိမ်းပါ", []),
]
"""Name, text, and what must stay on one line of it."""


def lines_of(text: str) -> list[str]:
    cues = shape([Segment("1", 0, 14_000, text)])
    assert check(cues) == []
    return [line for cue in cues for line in cue.lines]


@pytest.mark.parametrize(("text", "whole"), [row[1:] for row in SPACELESS], ids=[row[0] for row in SPACELESS])
def test_writing_without_spaces_is_torn_nowhere(text: str, whole: list[str]) -> None:
    lines = lines_of(text)

    assert "".join(lines) == text
    assert len(lines) > 1
    assert [word for word in whole if not any(word in line for line in lines)] == []
    for line in lines:
        assert not unicodedata.category(line[0]).startswith("M")
        assert line[0] not in NEVER_FIRST
        assert line[-1] not in NEVER_LAST + LEADING_VOWELS


def test_abbreviations_do_not_end_a_caption() -> None:
    text = (
        "We sent the U.K. office a copy at 9 p.m. on Monday, i.e. before the talk of Prof. Young vs. the one of "
        "Dr. Hill and Sons, etc. in the hall of St. James."
    )

    lines = [cue.text.replace("\n", " ") for cue in shape([Segment("1", 0, 9_000, text)])]

    assert len(lines) <= 4
    assert not any(re.search(r"(U\.K|p\.m|i\.e|Prof|vs|Dr|etc|St)\.$", line) for line in lines)


@pytest.mark.parametrize(
    "text", ["कैसे हैं आप लोग। हम अब शुरू करते हैं।", "كيف حالكم؟ نحن نبدأ الآن.", "آپ کیسے ہیں۔ ہم شروع کرتے ہیں۔"]
)
def test_a_caption_ends_with_a_sentence_of_any_script(text: str) -> None:
    first, _ = shape([Segment("1", 0, 8_000, text)])

    assert first.text[-1] in "।؟۔"


def test_a_long_address_goes_on_where_an_address_may() -> None:
    address = "https://docs.example.com/guides/getting-started/first-steps?version=12"

    assert pieces(address, LINE_WIDTH)[0].endswith("/")
    assert "".join(pieces(address, LINE_WIDTH)) == address


def test_marks_over_letters_take_no_room() -> None:
    assert width("ที่นี่") == 2
    assert width("e\u0301") == 1
    assert width("录音") == 4


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")),
        st.sampled_from("กเแีิ้่ាក្ມືမြို့かょーッ・「」漢字aZ.5/-\u200d👩👧"),
    ),
    min_size=1,
    max_size=120,
)


@given(TEXTS)
def test_pieces_spell_the_word_fit_and_begin_with_no_mark(word: str) -> None:
    found = pieces(word, LINE_WIDTH)

    assert "".join(found) == word
    assert all(width(piece) <= LINE_WIDTH for piece in found)
    assert all(unicodedata.category(piece[0]) not in ("Mn", "Me") for piece in found[1:])

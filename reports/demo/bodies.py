"""Who is in the demo ward: the bodies of law.md 7 and the accounts of the sign-in page.

Enterprises, schools and residential groups have plainly made-up names; people are named by their role.
"""

from dataclasses import dataclass

from accounts.enums import Role

OFFICES, FRONT, FIRMS, OFFICIALS, OTHERS = (
    "phong-don-vi",
    "mat-tran-doan-the",
    "doanh-nghiep",
    "ca-nhan-cbccvc",
    "ca-nhan-khac",
)


# The body whose head approves on the portal (SECOND_PERSON).
HEADED = "BCHQS"


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the ward. `group` is the code of its group in the plan, empty for one that takes no part by itself."""

    code: str
    name: str
    short_name: str
    group: str = OFFICES


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the demonstration: the part before the @, name, post, roles, the code of its unit."""

    login: str
    name: str
    title: str
    roles: tuple[Role, ...]
    unit: str = ""
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class Individual:
    """A person who reports, by role, in the unit of this code."""

    name: str
    position: str
    unit: str
    group: str
    is_woman: bool


# In the order in which a smaller ward keeps them: what the demo accounts need comes first.
BODIES: tuple[Body, ...] = (
    Body("KTHTDT", "Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng KT, HT và ĐT"),
    Body("VHXH", "Phòng Văn hóa – Xã hội", "Phòng VH – XH"),
    Body("MTTQ", "Ủy ban Mặt trận Tổ quốc Việt Nam phường", "UB MTTQ phường", FRONT),
    Body("DN01", "Công ty cổ phần Minh họa Số Một", "Công ty Số Một", FIRMS),
    Body("DVSNC", "Trung tâm Dịch vụ sự nghiệp công", "TT Dịch vụ SNC"),
    Body("VP", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường", "Văn phòng HĐND và UBND"),
    Body("PVHCC", "Trung tâm Phục vụ hành chính công", "TT Phục vụ HCC"),
    Body("PN", "Hội Liên hiệp Phụ nữ phường", "Hội LHPN phường", FRONT),
    Body("DN02", "Công ty TNHH Minh họa Số Hai", "Công ty Số Hai", FIRMS),
    Body("TDP01", "Tổ dân phố số 1", "TDP số 1", ""),
    Body("TH01", "Trường Tiểu học số 1", "TH số 1"),
    Body("CA", "Công an phường", "Công an phường"),
    Body("TYT", "Trạm Y tế phường", "Trạm Y tế"),
    Body("BCHQS", "Ban Chỉ huy quân sự phường", "Ban CHQS"),
    Body("DTN", "Đoàn Thanh niên Cộng sản Hồ Chí Minh phường", "Đoàn Thanh niên", FRONT),
    Body("CCB", "Hội Cựu chiến binh phường", "Hội CCB phường", FRONT),
    Body("DU", "Văn phòng Đảng ủy phường", "Văn phòng Đảng ủy"),
    Body("XDD", "Ban Xây dựng Đảng phường", "Ban Xây dựng Đảng"),
    Body("MN01", "Trường Mầm non số 1", "MN số 1"),
    Body("MN02", "Trường Mầm non số 2", "MN số 2"),
    Body("MN03", "Trường Mầm non số 3", "MN số 3"),
    Body("MN04", "Trường Mầm non số 4", "MN số 4"),
    Body("TH02", "Trường Tiểu học số 2", "TH số 2"),
    Body("TH03", "Trường Tiểu học số 3", "TH số 3"),
    Body("TH04", "Trường Tiểu học số 4", "TH số 4"),
    Body("THCS01", "Trường Trung học cơ sở số 1", "THCS số 1"),
    Body("THCS02", "Trường Trung học cơ sở số 2", "THCS số 2"),
    Body("THCS03", "Trường Trung học cơ sở số 3", "THCS số 3"),
    Body("THCS04", "Trường Trung học cơ sở số 4", "THCS số 4"),
    Body("CD", "Công đoàn phường", "Công đoàn", FRONT),
    Body("DN03", "Công ty TNHH Minh họa Số Ba", "Công ty Số Ba", FIRMS),
    Body("DN04", "Công ty cổ phần Minh họa Số Bốn", "Công ty Số Bốn", FIRMS),
    Body("DN05", "Công ty TNHH Minh họa Số Năm", "Công ty Số Năm", FIRMS),
    Body("DN06", "Công ty TNHH Minh họa Số Sáu", "Công ty Số Sáu", FIRMS),
    Body("DN07", "Công ty cổ phần Minh họa Số Bảy", "Công ty Số Bảy", FIRMS),
    Body("DN08", "Công ty TNHH Minh họa Số Tám", "Công ty Số Tám", FIRMS),
    Body("DN09", "Hợp tác xã Minh họa Số Chín", "HTX Số Chín", FIRMS),
    Body("DN10", "Công ty cổ phần Minh họa Số Mười", "Công ty Số Mười", FIRMS),
    Body("DN11", "Công ty TNHH Minh họa Mười Một", "Công ty Mười Một", FIRMS),
    Body("DN12", "Công ty TNHH Minh họa Mười Hai", "Công ty Mười Hai", FIRMS),
    Body("TDP02", "Tổ dân phố số 2", "TDP số 2", ""),
    Body("TDP03", "Tổ dân phố số 3", "TDP số 3", ""),
    Body("TDP04", "Tổ dân phố số 4", "TDP số 4", ""),
    Body("TDP05", "Tổ dân phố số 5", "TDP số 5", ""),
    Body("TDP06", "Tổ dân phố số 6", "TDP số 6", ""),
)

_MEMBER = (Role.COUNCIL_MEMBER,)
ACCOUNTS: tuple[Account, ...] = (
    Account("don-vi", "Cán bộ đầu mối", "Phòng Kinh tế, Hạ tầng và Đô thị", (Role.UNIT_OFFICER,), "KTHTDT"),
    Account("doanh-nghiep", "Cán bộ đầu mối doanh nghiệp", "Phòng Hành chính", (Role.UNIT_OFFICER,), "DN01"),
    Account("mat-tran", "Cán bộ đầu mối Mặt trận", "Ban Thường trực", (Role.UNIT_OFFICER,), "MTTQ"),
    Account("van-hoa", "Chuyên viên thi đua", "Phòng Văn hóa – Xã hội", (Role.REVIEWER,), "VHXH", is_staff=True),
    # Of no unit of their own: the office's own report needs two who may judge it.
    Account("van-hoa-2", "Chuyên viên thẩm định thứ hai", "Công chức biệt phái, Tổ thẩm định", (Role.REVIEWER,)),
    Account("van-hoa-3", "Chuyên viên thẩm định thứ ba", "Công chức biệt phái, Tổ thẩm định", (Role.REVIEWER,)),
    Account("thu-ky", "Thư ký Hội đồng", "Công chức thi đua, khen thưởng", (Role.COUNCIL_SECRETARY,), "VHXH"),
    Account("chu-tich", "Chủ tịch UBND phường", "Chủ tịch UBND phường", (Role.CHAIRMAN, Role.COUNCIL_CHAIR)),
    Account("kinh-te", "Chuyên viên kinh phí", "Phòng Kinh tế, Hạ tầng và Đô thị", (Role.FINANCE,), "KTHTDT"),
    Account("truyen-thong", "Biên tập viên", "Trung tâm Dịch vụ sự nghiệp công", (Role.MEDIA,), "DVSNC"),
    Account("quan-tri", "Quản trị viên", "Văn phòng HĐND và UBND", (Role.ADMIN,), "VP", is_staff=True),
    Account("hoi-dong-1", "Ủy viên Phó Chủ tịch UBND", "Phó Chủ tịch UBND phường", _MEMBER),
    Account("hoi-dong-2", "Ủy viên Chủ tịch Mặt trận", "Chủ tịch UB MTTQ phường", _MEMBER, "MTTQ"),
    Account("hoi-dong-3", "Ủy viên Trưởng phòng Văn hóa", "Trưởng phòng Văn hóa – Xã hội", _MEMBER, "VHXH"),
    Account("hoi-dong-4", "Ủy viên Trưởng phòng Kinh tế", "Trưởng phòng KT, HT và ĐT", _MEMBER, "KTHTDT"),
    Account("hoi-dong-5", "Ủy viên Chánh Văn phòng", "Chánh Văn phòng HĐND và UBND", _MEMBER, "VP"),
    Account("hoi-dong-6", "Ủy viên Trưởng Công an", "Trưởng Công an phường", _MEMBER, "CA"),
    Account("hoi-dong-7", "Ủy viên Chủ tịch Hội Phụ nữ", "Chủ tịch Hội LHPN phường", _MEMBER, "PN"),
    Account("hoi-dong-8", "Ủy viên Bí thư Đoàn Thanh niên", "Bí thư Đoàn Thanh niên phường", _MEMBER, "DTN"),
    Account("hoi-dong-9", "Ủy viên Ban Xây dựng Đảng", "Trưởng Ban Xây dựng Đảng", _MEMBER, "XDD"),
    # Where the head reads and hands in what the officer has written.
    Account("chi-huy", "Cán bộ đầu mối Ban Chỉ huy", "Trợ lý", (Role.UNIT_OFFICER,), HEADED),
    Account("thu-truong", "Chỉ huy trưởng", "Chỉ huy trưởng Ban CHQS phường", (Role.UNIT_HEAD,), HEADED),
)

INDIVIDUALS: tuple[Individual, ...] = (
    Individual("Chuyên viên Một cửa", "Trung tâm Phục vụ hành chính công", "PVHCC", OFFICIALS, True),
    Individual("Chuyên viên Chuyển đổi số", "Văn phòng HĐND và UBND", "VP", OFFICIALS, False),
    Individual("Giáo viên Tin học", "Trường Tiểu học số 1", "TH01", OFFICIALS, True),
    Individual("Chuyên viên Đô thị xanh", "Phòng Kinh tế, Hạ tầng và Đô thị", "KTHTDT", OFFICIALS, False),
    Individual("Tổ trưởng Tổ công nghệ số cộng đồng", "Tổ dân phố số 1", "TDP01", OTHERS, False),
    Individual("Chi hội trưởng Phụ nữ thu gom pin cũ", "Hội LHPN phường", "PN", OTHERS, True),
    Individual("Kỹ sư Tự động hóa", "Công ty cổ phần Minh họa Số Một", "DN01", OTHERS, False),
    Individual("Chủ hộ kinh doanh không tiền mặt", "Tổ dân phố số 2", "TDP02", OTHERS, True),
)


def further(count: int) -> list[Body]:
    """Made-up enterprises beyond the named bodies, so that there are `count` bodies in all."""
    return [
        Body(f"DN{number:05d}", f"Công ty TNHH Minh họa số {number:05d}", f"Công ty số {number:05d}", FIRMS)
        for number in range(len(BODIES) + 1, count + 1)
    ]

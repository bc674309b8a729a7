"""What the demo's reports say: sentences about the five contents and the criteria, put together with figures."""

from random import Random

from campaigns.enums import GroupKind

_O, _M, _E, _I = GroupKind.OFFICE, GroupKind.MASS_ORGANISATION, GroupKind.ENTERPRISE, GroupKind.INDIVIDUAL

# Per content of the plan, then per kind of participant. {a} counts, {b} larger counts, {p} percents.
RESULTS: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        _O: (
            "Quán triệt Kế hoạch tới 100% công chức, viên chức; tổ chức {a} buổi sinh hoạt chuyên đề về chuyển "
            "đổi số, chuyển đổi xanh.",
            "Giao chỉ tiêu chuyển đổi số cho từng bộ phận, {a} việc có người chịu trách nhiệm và thời hạn.",
            "Đăng {b} tin, bài trên trang của phường và nhóm Zalo dân cư; {p}% hộ trong địa bàn nhận được thông tin.",
        ),
        _M: (
            "Tổ chức {a} hội nghị tuyên truyền cho {b} lượt đoàn viên, hội viên về lợi ích của chuyển đổi số, "
            "chuyển đổi xanh.",
            "Lồng ghép nội dung phong trào vào sinh hoạt của {a} chi hội, {p}% hội viên đăng ký thực hiện.",
        ),
        _E: (
            "Ban giám đốc ban hành chiến lược chuyển đổi số đến năm 2030, dành {p}% chi đầu tư cho công nghệ.",
            "Tổ chức {a} buổi trao đổi nội bộ, tiếp nhận {b} ý tưởng cải tiến của người lao động.",
        ),
        _I: (
            "Chủ động học {a} khóa trực tuyến về kỹ năng số, hướng dẫn lại cho {b} đồng nghiệp và người dân.",
            "Đề xuất {a} việc đổi mới cách làm, được đơn vị áp dụng ngay trong năm.",
        ),
    },
    {
        _O: (
            "Hoàn thành {a} điểm phát wifi công cộng; kết nối mạng nội bộ ổn định {p}% thời gian.",
            "Lắp {a} trụ sạc xe điện và thay {b} bóng đèn LED tại khu công cộng do đơn vị quản lý.",
            "Rà soát an toàn thông tin {a} máy chủ, máy trạm; không để xảy ra sự cố.",
        ),
        _M: (
            "Vận động xã hội hóa {a} bảng tin điện tử tại nhà văn hóa tổ dân phố.",
            "Phối hợp trồng và chăm sóc {b} cây xanh tại {a} tuyến phố tự quản.",
        ),
        _E: (
            "Đưa {a} dây chuyền lên hệ thống giám sát trực tuyến, dữ liệu sản xuất cập nhật từng giờ.",
            "Lắp hệ thống điện mặt trời mái nhà {b} kWp, đáp ứng {p}% nhu cầu điện ban ngày.",
        ),
        _I: (
            "Cùng tổ kỹ thuật cài đặt, bảo trì {a} điểm truy cập internet cho người dân.",
            "Tham gia khảo sát {b} vị trí chiếu sáng, đề xuất thay đèn tiết kiệm điện.",
        ),
    },
    {
        _O: (
            "Triển khai {a} sáng kiến, giải pháp; thời gian xử lý công việc giảm {p}% so với năm trước.",
            "Dùng chung {a} biểu mẫu điện tử, bỏ {b} lượt nộp giấy mỗi tháng.",
            "Tham gia {a} hội thảo với đơn vị bạn để học cách ứng dụng dữ liệu trong quản lý.",
        ),
        _M: (
            "Ra mắt {a} mô hình “Chi hội số”, quản lý hội viên trên một nền tảng chung.",
            "Tổ chức {a} cuộc thi ý tưởng sáng tạo, nhận {b} bài dự thi.",
        ),
        _E: (
            "Áp dụng {a} cải tiến kỹ thuật, năng suất tăng {p}% so với năm trước.",
            "Đưa vào dùng phần mềm quản trị tổng thể, rút thời gian giao hàng {p}%.",
        ),
        _I: (
            "Xây dựng bảng tính theo dõi tự động, tiết kiệm {a} giờ công mỗi tuần cho bộ phận.",
            "Hoàn thành {a} giải pháp được đơn vị công nhận và nhân rộng.",
        ),
    },
    {
        _O: (
            "Tỷ lệ hồ sơ trực tuyến toàn trình đạt {p}%; {b} hồ sơ được trả trước hạn.",
            "Tổ công nghệ số cộng đồng hướng dẫn {b} lượt người dân dùng dịch vụ công và VNeID.",
            "Mở {a} lớp “Bình dân học vụ số” cho người cao tuổi.",
        ),
        _M: (
            "Mở {a} lớp “Bình dân học vụ số”, {b} hội viên hoàn thành.",
            "Vận động {b} tiểu thương thanh toán không dùng tiền mặt; {p}% gian hàng có mã QR.",
        ),
        _E: (
            "{p}% hóa đơn, hợp đồng đã là bản điện tử; doanh thu qua kênh số tăng {a}%.",
            "Hỗ trợ {b} khách hàng dùng ứng dụng đặt hàng và thanh toán trực tuyến.",
        ),
        _I: (
            "Hướng dẫn {b} lượt người dân nộp hồ sơ trực tuyến, không có phản ánh về thái độ phục vụ.",
            "Đứng lớp {a} buổi “Bình dân học vụ số” tại nhà văn hóa tổ dân phố.",
        ),
    },
    {
        _O: (
            "Điện năng tiêu thụ tại trụ sở giảm {p}% so với năm trước; {b} kg giấy được tiết kiệm.",
            "Phân loại rác tại nguồn ở {a} điểm, thu gom {b} kg pin và rác điện tử.",
            "Không dùng đồ nhựa một lần trong {a} hội nghị do đơn vị tổ chức.",
        ),
        _M: (
            "Duy trì {a} mô hình “Đổi rác lấy quà”, thu {b} kg rác tái chế.",
            "Vận động {p}% hộ hội viên phân loại rác tại nguồn.",
        ),
        _E: (
            "Giảm {p}% phát thải nhờ tối ưu vận chuyển và tái sử dụng {b} kg vật liệu.",
            "Đạt {a} mục tiêu môi trường theo tiêu chuẩn quản lý đã công bố.",
        ),
        _I: (
            "Vận động {b} hộ dân phân loại rác, thu gom pin cũ tại {a} điểm.",
            "Thực hiện làm việc không giấy, giảm {p}% lượng in ấn của bộ phận.",
        ),
    },
)

MEASURED: tuple[tuple[tuple[str, str], ...], ...] = (
    (("Buổi tuyên truyền, tập huấn", "buổi"), ("Người được phổ biến", "người")),
    (("Điểm hạ tầng số, hạ tầng xanh đưa vào dùng", "điểm"), ("Đèn LED thay mới", "bóng")),
    (("Giải pháp được áp dụng", "giải pháp"), ("Thời gian xử lý giảm", "%")),
    (("Hồ sơ trực tuyến toàn trình", "%"), ("Lượt người dân được hướng dẫn", "lượt")),
    (("Điện năng tiêu thụ giảm", "%"), ("Pin, rác điện tử thu gom", "kg")),
)

CRITERIA: dict[str, tuple[str, ...]] = {
    _O: (
        "Hoàn thành {b} nhiệm vụ được giao trong kế hoạch năm, {a} nhiệm vụ trước thời hạn, không có nhiệm vụ quá hạn.",
        "Tham mưu {a} văn bản tháo gỡ vướng mắc; cắt giảm {p}% thời gian giải quyết thủ tục.",
        "Hướng dẫn {b} lượt doanh nghiệp, hộ kinh doanh tiếp cận chính sách hỗ trợ chuyển đổi số.",
        "Thay đèn LED, phân loại rác tại nguồn; điện năng giảm {p}% so với năm trước.",
    ),
    _M: (
        "Tổ chức {a} hoạt động tuyên truyền với {b} lượt người dự, phối hợp với Công an và Trạm Y tế phường.",
        "Duy trì {a} tổ học tập số; góp ý, phản biện {a} dự thảo văn bản của phường.",
    ),
    _E: (
        "Thực hiện {a} dự án đổi mới công nghệ, năng suất lao động tăng {p}%.",
        "Đào tạo {b} lượt người lao động về kỹ năng số và vận hành tự động.",
        "Đưa ra thị trường {a} sản phẩm, dịch vụ mới; doanh thu tăng {p}%.",
        "Giảm {p}% chất thải rắn, tái sử dụng {b} kg vật liệu.",
    ),
    _I: (
        "Có {a} sáng kiến, giải pháp được áp dụng tại đơn vị; tiết kiệm {b} giờ công trong năm.",
        "Trực tiếp hướng dẫn {b} lượt người dân, đóng góp {a} ngày công cho hoạt động cộng đồng.",
    ),
}

INITIATIVES: tuple[tuple[str, str], ...] = (
    ("Sổ tay số hướng dẫn thủ tục bằng mã QR", "Người dân tự tra cứu, giảm {p}% lượt hỏi trực tiếp."),
    ("Bảng điều hành chỉ tiêu chuyển đổi số của đơn vị", "Tổng hợp số liệu từ 2 ngày còn {a} giờ."),
    ("Điểm thu gom pin cũ tại nhà văn hóa tổ dân phố", "Thu {b} kg pin, rác điện tử trong năm."),
    ("Lịch hẹn làm việc trực tuyến", "Thời gian chờ giảm {p}%, không còn xếp hàng đầu giờ."),
    ("Tuyến phố không dùng tiền mặt", "{b} cửa hàng nhận thanh toán bằng mã QR."),
    ("Chiếu sáng ngõ bằng đèn LED hẹn giờ", "Điện năng chiếu sáng giảm {p}%."),
    ("Lớp Bình dân học vụ số buổi tối", "{b} người cao tuổi dùng được dịch vụ công trực tuyến."),
    ("Kho biểu mẫu điện tử dùng chung", "Bỏ {b} tờ giấy in mỗi tháng."),
)

SITUATIONS = (
    "Đơn vị có {a} người, được giao {b} nhiệm vụ trong năm. Thuận lợi: hạ tầng số được đầu tư. "
    "Khó khăn: một số thiết bị đã cũ.",
    "Tập thể đoàn kết, {p}% cán bộ dùng thành thạo phần mềm điều hành. Khó khăn: khối lượng việc tăng theo mùa.",
)
DIFFICULTIES = (
    "Kinh phí bảo trì thiết bị còn hạn chế, một số phần mềm chưa liên thông.",
    "Người cao tuổi còn ngại dùng dịch vụ công trực tuyến.",
    "Thiếu người am hiểu công nghệ ở một số bộ phận.",
)
PROPOSALS = (
    "Đề nghị phường tổ chức thêm lớp tập huấn về an toàn thông tin trong quý I.",
    "Đề nghị hỗ trợ kinh phí thay {a} máy tính cũ.",
    "Đề nghị nhân rộng mô hình điểm thu gom pin cũ tới các tổ dân phố.",
)
# Here and there nothing is suggested, as in life.
SUGGESTIONS = ("Giấy khen của Chủ tịch UBND phường", "Đề nghị phường xem xét khen thưởng theo quy định.", "")
FILE_NAMES = ("Báo cáo kết quả", "Biên bản nghiệm thu", "Bảng số liệu", "Danh sách lớp tập huấn", "Kế hoạch thực hiện")
# A page somewhere else; the host exists nowhere.
LINK = ("https://phuong-le-chan.demo.example/tin-tuc/thi-dua", "Tin trên trang thông tin của phường")
PHOTO_NAMES = ("Ảnh trụ sạc xe điện", "Ảnh lớp Bình dân học vụ số", "Ảnh điểm thu gom pin", "Ảnh đèn LED ngõ phố")


# The decision by which one of them was recognised; the rest are solutions nobody has recognised yet.
RECOGNITIONS = {INITIATIVES[1][0]: "Quyết định số 318/QĐ-UBND ngày 05/6/2026 của Chủ tịch UBND phường"}

# Some of the plan's questions, by code: they are optional, and reports leave some of them open.
ANSWERS = {
    "lanh-dao-phat-dong": "Ban hành kế hoạch thực hiện phong trào trong tháng 6; phát động tại hội nghị giữa năm.",
    "han-che-bai-hoc": "Số liệu quý đầu thu thập chậm do chưa có biểu mẫu chung; từ quý III đã có một đầu mối.",
}


def fill(sentence: str, rng: Random) -> str:
    """The sentence with figures in its places."""
    return sentence.format(a=rng.randint(2, 18), b=rng.randint(40, 960), p=rng.randint(12, 96))


def result(order: int, kind: str, rng: Random, *, most: int = 3) -> str:
    """What was done on the content at place `order` (from 1), a line each."""
    parts = RESULTS[(order - 1) % len(RESULTS)][kind]
    chosen = rng.sample(parts, k=min(most, len(parts)))
    return "\n".join(f"- {fill(part, rng)}" for part in chosen)


def figures(order: int, rng: Random) -> list[dict[str, str]]:
    """The two figures of a content, better than last year."""
    rows = []
    for name, measure in MEASURED[(order - 1) % len(MEASURED)]:
        last = rng.randint(8, 70)
        this = last + rng.randint(1, 28)
        rows.append({"name": name, "last_year": str(last), "this_year": str(this), "measure": measure})
    return rows


def criterion(order: int, kind: str, rng: Random) -> str:
    """What was reached on the criterion at place `order`, two lines."""
    parts = CRITERIA[kind]
    first, second = parts[(order - 1) % len(parts)], parts[order % len(parts)]
    return f"- {fill(first, rng)}\n- {fill(second, rng)}"


def initiative(rng: Random) -> tuple[str, str]:
    """Title and effect of an initiative."""
    title, effect = rng.choice(INITIATIVES)
    return title, fill(effect, rng)

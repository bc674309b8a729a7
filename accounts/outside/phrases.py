"""What a person reads when the outside provider did not bring them in; each says what to do next."""

AWAY = "{name} chưa trả lời. Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu."
NOT_BELIEVED = "Thông tin {name} gửi về không kiểm tra được. Thử lại; vẫn vậy thì báo Phòng Văn hóa – Xã hội."
STALE = "Lần đăng nhập này đã quá 10 phút hoặc mở ở trình duyệt khác. Bấm đăng nhập lại từ đầu."
CANCELLED = "Đã dừng đăng nhập qua {name}. Chưa có gì thay đổi."
UNVERIFIED = (
    "{name} chưa xác nhận địa chỉ thư điện tử của danh tính này. Xác nhận địa chỉ ở đó rồi thử lại, "
    "hoặc đăng nhập bằng mật khẩu."
)
UNKNOWN = "Chưa có tài khoản nào dùng địa chỉ {email}. Liên hệ Phòng Văn hóa – Xã hội để được cấp."
CLOSED = "Tài khoản dùng địa chỉ {email} đã khóa. Liên hệ Phòng Văn hóa – Xã hội."

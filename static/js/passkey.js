// Passkeys: buttons appear where the browser can use them, and a failure is told in words.
"use strict";
(() => {
  const buttons = document.querySelectorAll("[data-passkey]");
  const line = (button) => {
    let place = button.parentNode.querySelector(".lc-error");
    if (!place) {
      place = document.createElement("div");
      place.className = "lc-error";
      place.setAttribute("role", "alert");
      button.after(place);
    }
    return place;
  };
  for (const button of buttons) {
    // The page of a site without https knows no passkeys.
    if (window.PublicKeyCredential) button.hidden = false;
    else if (button.id !== "dang_nhap_khoa") line(button).textContent = "Trình duyệt này chưa dùng được khóa truy cập. Dùng trình duyệt mới hơn, hoặc dùng ứng dụng tạo mã.";
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const stopped = event.detail.exception && event.detail.exception.name === "NotAllowedError";
    const known = event.detail.exception && event.detail.exception.name === "InvalidStateError";
    const words = known ? "Khóa này đã có trong tài khoản."
      : stopped ? "Chưa dùng được khóa: đã thôi hoặc chờ quá lâu. Bấm nút để thử lại."
        : "Chưa dùng được khóa truy cập. Thử lại, hoặc chọn cách khác.";
    for (const button of buttons) if (!button.hidden) line(button).textContent = words;
  });
})();

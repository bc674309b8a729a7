// The end of a session: said five minutes before, and when it has come nothing on the page is cleared (G4).
"use strict";
(() => {
  const { $$, el, announce, csrf } = window.lechan;
  const { sessionLeft, sessionWarning, sessionIdle, keepAlive, login } = document.body.dataset;
  if (!sessionLeft) return;
  const KEY = "lc:session-end";
  let panel = null;
  let over = false;
  let own = 0;

  // All tabs share one session: what keeps it alive in one counts in all.
  const remember = (seconds) => {
    const end = Date.now() + seconds * 1000;
    try { localStorage.setItem(KEY, String(end)); } catch { /* this page then counts for itself */ }
    own = end;
  };
  const end = () => {
    let shared = 0;
    try { shared = Number(localStorage.getItem(KEY)) || 0; } catch { /* as above */ }
    return Math.max(own, shared);
  };

  const close = () => { if (panel) panel.remove(); panel = null; };
  const show = (name, words, ...buttons) => {
    close();
    panel = el("div", { class: "lc-over-page", role: "alertdialog", "aria-label": name, tabindex: "-1", "data-session": "" },
      el("p", {}, words), el("div", { class: "lc-acts" }, ...buttons));
    document.body.append(panel);
  };
  const ask = async () => {
    const answer = await fetch(keepAlive, {
      method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: csrf() }), redirect: "manual",
      credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    });
    if (!answer.ok) return false;
    remember((await answer.json()).seconds);
    return true;
  };

  const warn = () => {
    const stay = el("button", { type: "button", class: "btn btn-primary" }, "Tiếp tục làm việc");
    const minutes = Math.max(1, Math.ceil((end() - Date.now()) / 60000));
    const words = `Còn ${minutes} phút nữa hết phiên làm việc vì lâu không thao tác. Nội dung đang gõ vẫn giữ trên trang.`;
    stay.addEventListener("click", async () => {
      try {
        if (await ask()) { close(); announce("Phiên làm việc được giữ tiếp"); } else finish();
      } catch { announce("Chưa gửi được, thử lại."); }
    });
    show("Sắp hết phiên làm việc", words, stay);
    announce(words);
  };
  const finish = () => {
    over = true;
    // Saving while typing may have found out first and shows the same panel.
    if (document.querySelector(".lc-over-page:not([data-session])")) { close(); return; }
    const link = el("a", { class: "btn btn-primary", target: "_blank", rel: "noopener", href: login }, "Đăng nhập lại");
    const again = el("button", { type: "button", class: "btn btn-outline" }, "Đã đăng nhập, làm tiếp");
    again.addEventListener("click", async () => {
      try {
        if (!await ask()) return;
        over = false;
        for (const input of $$("input[name=csrfmiddlewaretoken]")) input.value = csrf();
        close();
      } catch { announce("Chưa gửi được, thử lại."); }
    });
    show("Hết phiên làm việc", "Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn.", link, again);
    panel.focus();
  };

  const look = () => {
    if (over) return;
    const left = end() - Date.now();
    if (left <= 0) finish();
    else if (left <= Number(sessionWarning) * 1000) { if (!panel) warn(); } else close();
  };
  remember(Number(sessionLeft));
  // The server notes a press at most once a minute.
  document.addEventListener("lechan:saved", () => { if (!over) { remember(Number(sessionIdle) - 60); look(); } }, true);
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  look();
})();

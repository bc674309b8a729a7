// The end of a session: said five minutes before, and when it has come nothing on the page is cleared (G4).
"use strict";
(() => {
  const { el, announce, csrf, renewal } = window.lechan;
  const { user, sessionLeft, sessionWarning, sessionIdle, keepAlive } = document.body.dataset;
  if (!sessionLeft) return;
  let panel = null;
  let over = false;
  let end = 0;

  // All tabs share one session: what keeps it alive in one counts in all.
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("lc-session") : null;
  const remember = (seconds) => {
    end = Date.now() + seconds * 1000;
    if (tabs) tabs.postMessage(end);
  };

  const close = () => { if (panel) panel.remove(); panel = null; };
  const show = (name, words, ...buttons) => {
    close();
    panel = el("div", { class: "lc-over-page", role: "alertdialog", "aria-label": name, tabindex: "-1" },
      el("p", {}, words), el("div", { class: "lc-acts" }, ...buttons));
    document.body.append(panel);
  };
  const ask = async () => {
    const answer = await fetch(keepAlive, {
      method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: csrf() }), redirect: "manual",
      credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    });
    const found = answer.ok ? await answer.json() : null;
    if (!found || String(found.user) !== user) return false;
    remember(found.seconds);
    return true;
  };

  const warn = () => {
    const stay = el("button", { type: "button", class: "btn btn-primary" }, "Tiếp tục làm việc");
    const minutes = Math.max(1, Math.ceil((end - Date.now()) / 60000));
    const words = `Còn ${minutes} phút nữa hết phiên làm việc vì lâu không thao tác. Nội dung đang gõ vẫn giữ trên trang.`;
    stay.addEventListener("click", async () => {
      try {
        if (await ask()) { close(); announce("Phiên làm việc được giữ tiếp"); } else finish();
      } catch { announce("Chưa gửi được, thử lại."); }
    });
    show("Sắp hết phiên làm việc", words, stay);
    announce(words);
  };
  const finish = () => { over = true; close(); renewal.open(); };

  const look = () => {
    if (over) return;
    const left = end - Date.now();
    if (left <= 0) finish();
    else if (left <= Number(sessionWarning) * 1000) { if (!panel) warn(); } else close();
  };
  if (tabs) tabs.onmessage = (event) => { end = Math.max(end, event.data); renewal.recheck(); look(); };
  remember(Number(sessionLeft));
  // A save is a press, which the server notes at most once a minute.
  document.addEventListener("lechan:saved", () => { if (!over) { remember(Number(sessionIdle) - 60); look(); } }, true);
  document.addEventListener("lechan:session-over", () => { over = true; close(); });
  document.addEventListener("lechan:session-renewed", (event) => { over = false; remember(event.detail.seconds); });
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  look();
})();

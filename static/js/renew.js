// The session is over: sign in again on the page itself. Nothing is cleared, saving goes on afterwards (G4).
"use strict";
window.lechan.renewal = (() => {
  const { $$, el, announce, csrf, busy, forget } = window.lechan;
  const { user, keepAlive, login, logout } = document.body.dataset;
  const WORDS = "Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn.";
  const OTHER = "Đang đăng nhập là {name}, không phải người đã mở trang này. Chưa lưu gì; nội dung trên trang vẫn còn.";
  const UNFINISHED = "Đã đăng nhập, nhưng tài khoản còn một bước chưa xong. Mở cổng ở thẻ khác, làm xong bước ấy rồi lưu tiếp.";
  const AWAY = "Chưa gửi được, thử lại.";
  const MARK = "lc-lai-";
  let panel = null;
  let before = null;
  let renewedAt = 0;
  let typedAt = 0;
  document.addEventListener("input", () => { typedAt = Date.now(); }, true);

  const post = (address, fields, accept) => fetch(address, {
    method: "POST", body: new URLSearchParams(fields), credentials: "same-origin",
    headers: { Accept: accept, "X-Requested-With": "fetch" }, redirect: accept === "text/html" ? "follow" : "manual",
  });
  const open_ = (address) => fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
  // Who is signed in by now: {user, name, seconds}, or null.
  const who = async () => {
    const answer = await post(keepAlive, { csrfmiddlewaretoken: csrf() }, "application/json");
    return answer.ok ? answer.json() : null;
  };

  const words = (text) => { panel.words.textContent = text; };
  // Not while somebody is in the middle of a word: what they type must not fall into the panel. Until then it is said.
  let wanted = null;
  const settle = () => {
    const wait = typedAt + 1000 - Date.now();
    if (!panel || !wanted) return;
    if (wait > 0 && !panel.box.contains(document.activeElement)) { setTimeout(settle, wait); return; }
    if (wanted.isConnected) wanted.focus();
    wanted = null;
  };
  const take = (node) => {
    if (!wanted && Date.now() < typedAt + 1000) announce(panel.words.textContent);
    wanted = node;
    settle();
  };

  // The forms of the door are drawn as the server draws them: labels, help and errors stay tied to their controls.
  const rename = (root) => {
    for (const node of $$("[id], [for], [aria-describedby], [data-show-password], a[href^='#']", root)) {
      if (node.id) node.id = MARK + node.id;
      if (node.htmlFor) node.htmlFor = MARK + node.htmlFor;
      if (node.dataset.showPassword) { node.dataset.showPassword = MARK + node.dataset.showPassword; node.hidden = false; }
      if (node.hash) node.setAttribute("href", `#${MARK}${node.hash.slice(1)}`);
      const described = node.getAttribute("aria-describedby");
      if (described) node.setAttribute("aria-describedby", described.split(" ").map((id) => MARK + id).join(" "));
    }
  };
  const walk = (html, address) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const found = $$("main form", page).find((form) => form.querySelector("input:not([type=hidden]), select, textarea"));
    if (!found) {
      const said = page.querySelector("main h1");
      panel.door.replaceChildren(el("p", { role: "alert" }, said ? said.textContent.trim() : AWAY));
      return;
    }
    const form = document.importNode(found, true);
    for (const node of $$("script, button[formaction], [data-passkey], .lc-or", form)) node.remove();
    for (const node of $$("[autofocus]", form)) node.removeAttribute("autofocus");
    const parts = [form];
    const heading = page.querySelector("main h1");
    if (heading) parts.unshift(el("h2", {}, heading.textContent.trim()));
    const errors = page.querySelector("main .lc-errors");
    if (errors) parts.splice(-1, 0, document.importNode(errors, true));
    const holder = el("div", {}, ...parts);
    rename(holder);
    panel.door.replaceChildren(...holder.childNodes);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form, address, event.submitter); });
    take(panel.door.querySelector(".lc-errors") || form.querySelector("input:not([type=hidden]), select, textarea"));
  };
  const send = async (form, address, button) => {
    if (form.dataset.sent) return;
    busy(form, button);
    const target = new URL(form.getAttribute("action") || address, location.href);
    const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    try {
      const answer = await post(target.pathname + target.search, [...fields, ["csrfmiddlewaretoken", csrf()]], "text/html");
      const html = await answer.text();
      if (!await enter() && panel) walk(html, answer.url);
    } catch { window.lechan.idle(form); announce(AWAY); }
  };
  const knock = async () => {
    try {
      const answer = await open_(login);
      const html = await answer.text();
      if (panel && !await enter() && panel) walk(html, answer.url);
    } catch { /* without a line the way through another tab stays */ }
  };

  // True when somebody is signed in: the one who opened the page goes on, anybody else is told.
  const enter = async () => {
    const found = await who();
    if (!found) return false;
    if (String(found.user) === user) renewed(found.seconds);
    else other(found);
    return true;
  };
  const other = (found) => {
    if (!panel) show();
    words(OTHER.replace("{name}", found.name));
    const leave = el("button", { type: "button", class: "btn btn-primary" }, "Đăng xuất người ấy, đăng nhập lại");
    leave.addEventListener("click", async () => {
      leave.setAttribute("aria-disabled", "true");
      try {
        await post(logout, { csrfmiddlewaretoken: csrf() }, "application/json");
        forget(found.user);
        words(WORDS);
        panel.door.replaceChildren();
        await knock();
      } catch { leave.removeAttribute("aria-disabled"); announce(AWAY); }
    });
    panel.door.replaceChildren(el("div", { class: "lc-acts" }, leave));
    take(panel.box);
  };
  const renewed = (seconds) => {
    renewedAt = Date.now();
    for (const input of $$("input[name=csrfmiddlewaretoken]")) input.value = csrf();
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": csrf() }));
    if (panel) {
      const within = panel.box.contains(document.activeElement);
      panel.box.remove();
      panel = null;
      if (within && before && before.isConnected) before.focus();
    }
    announce("Đã đăng nhập lại");
    document.dispatchEvent(new CustomEvent("lechan:session-renewed", { detail: { seconds } }));
  };

  const show = () => {
    before = document.activeElement;
    const said = el("p", { id: `${MARK}loi-nhan` }, WORDS);
    const door = el("div", { class: "lc-renew" });
    const link = el("a", { class: "btn btn-quiet", target: "_blank", rel: "noopener", href: login }, "Mở trang đăng nhập ở thẻ khác");
    const again = el("button", { type: "button", class: "btn btn-quiet" }, "Đã đăng nhập, lưu tiếp");
    again.addEventListener("click", async () => {
      try { if (!await enter()) announce(WORDS); } catch { announce(AWAY); }
    });
    const box = el("div", { class: "lc-over-page", role: "alertdialog", "aria-label": "Hết phiên làm việc",
      "aria-describedby": said.id, tabindex: "-1" }, said, door, el("div", { class: "lc-acts" }, link, again));
    document.body.append(box);
    panel = { box, door, words: said, link };
  };
  // Open the panel. `other`: the server says that somebody else is signed in by now.
  const open = async () => {
    if (panel) { take(panel.box); return; }
    show();
    document.dispatchEvent(new CustomEvent("lechan:session-over"));
    // Signed in a moment ago and refused again: the account has a step left that only its own page can take.
    if (Date.now() - renewedAt < 10000) { words(UNFINISHED); panel.link.href = "/"; take(panel.box); return; }
    take(panel.box);
    try { if (!await enter()) await knock(); } catch { /* without a line the way through another tab stays */ }
  };
  const recheck = () => { if (panel) enter().catch(() => {}); };
  return { open, recheck };
})();

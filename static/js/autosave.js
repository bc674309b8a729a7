// Saving while typing: <form data-autosave-url> whose fields carry data-field and data-version. See G2 to G5, G10, G11.
"use strict";
(() => {
  const { $$, el, announce, csrf } = window.lechan;
  const WAIT = 3000;
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  const url = form.dataset.autosaveUrl;
  const state = document.querySelector("[data-save-state]");
  const key = (field) => `lc:${document.body.dataset.user}:${url}:${field.dataset.field}`;
  const read = (field) => (field.type === "checkbox" ? (field.checked ? "1" : "") : field.value).normalize("NFC");
  const write = (field, value) => {
    if (field.type === "checkbox") field.checked = value === "1";
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const fields = new Map();
  let retryAfter = 10;
  let retryTimer = 0;
  let closed = false;

  const show = (words, kind = "") => {
    if (!state) return;
    state.className = `lc-saved ${kind}`;
    state.textContent = words;
  };
  const keep = (field) => {
    try {
      localStorage.setItem(key(field), JSON.stringify({ value: read(field), version: field.dataset.version }));
    } catch { show("Máy này không giữ được nội dung. Lưu trước khi đóng trang.", "bad"); }
  };
  const drop = (field) => localStorage.removeItem(key(field));
  const info = (field) => fields.get(field);
  const dirty = (field) => read(field) !== info(field).saved;
  const waiting = () => [...fields.keys()].filter((field) => dirty(field) && !info(field).clash);

  const banner = el("div", { class: "lc-banner", role: "alert", hidden: "" },
    el("div", { class: "lc-wrap" }, "Mất mạng. Nội dung vẫn giữ trên máy này và sẽ tự lưu khi có mạng lại."));
  document.body.prepend(banner);

  const body = (field, value) => new URLSearchParams({
    field: field.dataset.field, value, version: field.dataset.version || "", csrfmiddlewaretoken: csrf(),
  });

  const save = async (field) => {
    const entry = info(field);
    clearTimeout(entry.timer);
    if (closed || entry.clash || entry.composing) return;
    if (!dirty(field)) { settled(field); return; }
    const value = read(field);
    if (entry.busy) { entry.again = value !== entry.sending; return; }
    entry.busy = true;
    entry.sending = value;
    show("Đang lưu…", "wait");
    try {
      const answer = await fetch(url, {
        method: "POST", body: body(field, value), redirect: "manual", credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      });
      await settle(field, value, answer);
    } catch { postpone(field); }
    entry.busy = false;
    if (entry.again) { entry.again = false; save(field); }
  };

  // Back to what the ward already holds: an earlier refusal no longer stands.
  const settled = (field) => {
    if (!document.getElementById(`${field.id}_luu`)) return;
    fault(field, "");
    drop(field);
    show("");
  };

  const settle = async (field, value, answer) => {
    const spoken = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 403 && !spoken)) {
      keep(field);
      sessionOver();
      return;
    }
    if (answer.status >= 500) { postpone(field); return; }
    const data = await answer.json();
    if (answer.status === 409 && data.conflict) { clash(field, value, data); return; }
    if (!answer.ok || data.ok === false) {
      keep(field);
      fault(field, data.error || "Chưa lưu được mục này.");
      show("Chưa lưu được", "bad");
      return;
    }
    saved(field, value, data);
  };

  const saved = (field, value, data) => {
    const entry = info(field);
    retryAfter = 10;
    banner.hidden = true;
    entry.saved = value;
    if (data.version !== undefined) field.dataset.version = data.version;
    fault(field, "");
    for (const [id, text] of Object.entries(data.texts || {})) {
      const target = document.getElementById(id);
      if (target) target.textContent = text;
    }
    // The server may write 20.5 as 20,5, but never under the typing hand.
    if (data.display !== undefined && document.activeElement !== field && read(field) === value) {
      entry.saved = data.display;
      if (field.value !== data.display) field.value = data.display;
    }
    if (!dirty(field)) drop(field);
    if (!waiting().length) {
      show(`Đã lưu ${data.saved_at}`);
      announce(`Đã lưu ${data.saved_at}`);
    }
    form.dispatchEvent(new CustomEvent("lechan:saved", { detail: { field: field.dataset.field, data } }));
  };

  const postpone = (field) => {
    keep(field);
    if (!navigator.onLine) { banner.hidden = false; show("Chưa lưu được, đang giữ trên máy này.", "bad"); return; }
    if (retryTimer) return;
    const words = `Chưa lưu được, đang giữ trên máy này. Thử lại sau ${retryAfter} giây.`;
    show(words, "bad");
    announce(words);
    retryTimer = setTimeout(() => { retryTimer = 0; flush(); }, retryAfter * 1000);
    retryAfter = Math.min(retryAfter * 2, 60);
  };

  const fault = (field, words) => {
    const id = `${field.id}_luu`;
    document.getElementById(id)?.remove();
    const described = (field.getAttribute("aria-describedby") || "").split(" ").filter((part) => part && part !== id);
    field.removeAttribute("aria-invalid");
    if (words) {
      field.after(el("div", { class: "lc-error", id, role: "alert" }, words));
      field.setAttribute("aria-invalid", "true");
      described.push(id);
    }
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  };

  // G5: both texts side by side; nothing is overwritten unseen.
  const clash = (field, mine, data) => {
    const entry = info(field);
    entry.clash = true;
    keep(field);
    show("Chưa lưu: có bản khác", "bad");
    const sides = el("div", { class: "two" },
      el("div", {}, el("b", {}, "Bản của tôi"), el("pre", {}, mine || "(trống)")),
      el("div", {}, el("b", {}, data.by ? `Bản kia, ${data.by}` : "Bản kia"), el("pre", {}, data.theirs || "(trống)")));
    const keepMine = el("button", { type: "button", class: "btn btn-outline" }, "Giữ bản của tôi");
    const takeTheirs = el("button", { type: "button", class: "btn btn-outline" }, "Lấy bản kia");
    const when = data.at ? ` lúc ${data.at}` : "";
    const panel = el("div", { class: "lc-clash", role: "alert" },
      el("b", {}, `Mục này vừa được người khác sửa${when}.`), sides, el("div", { class: "lc-acts" }, keepMine, takeTheirs));
    const done = () => { panel.remove(); entry.clash = false; field.dataset.version = data.theirs_version; field.focus(); };
    keepMine.addEventListener("click", () => { done(); save(field); });
    takeTheirs.addEventListener("click", () => {
      done();
      entry.saved = data.theirs;
      write(field, data.theirs);
      drop(field);
      show("");
      announce("Đã lấy bản kia");
    });
    field.after(panel);
  };

  // G4: sign in beside the page, nothing is cleared.
  const sessionOver = () => {
    if (closed) return;
    closed = true;
    show("Chưa lưu được, đang giữ trên máy này.", "bad");
    const link = el("a", { class: "btn btn-primary", target: "_blank", rel: "noopener", href: form.dataset.loginUrl || "/tai-khoan/login/" },
      "Đăng nhập lại");
    const again = el("button", { type: "button", class: "btn btn-outline" }, "Đã đăng nhập, lưu tiếp");
    const panel = el("div", { class: "lc-over-page", role: "alertdialog", "aria-label": "Hết phiên làm việc", tabindex: "-1" },
      el("p", {}, "Hết phiên làm việc. Đăng nhập lại để lưu tiếp; nội dung trên trang vẫn còn."),
      el("div", { class: "lc-acts" }, link, again));
    again.addEventListener("click", () => {
      panel.remove();
      closed = false;
      for (const input of $$("input[name=csrfmiddlewaretoken]")) input.value = csrf();
      flush();
    });
    document.dispatchEvent(new CustomEvent("lechan:session-over"));
    document.body.append(panel);
    panel.focus();
  };

  const flush = () => { banner.hidden = navigator.onLine; for (const field of waiting()) save(field); };

  // The last words of a page that is going away travel on their own.
  const farewell = () => {
    if (closed) return;
    for (const field of waiting()) {
      keep(field);
      fetch(url, { method: "POST", body: body(field, read(field)), keepalive: true, credentials: "same-origin",
        headers: { Accept: "application/json", "X-Requested-With": "fetch" } }).catch(() => {});
    }
  };

  const watch = (field) => {
    const entry = { saved: read(field), timer: 0, busy: false, sending: "", again: false, clash: false, composing: false };
    fields.set(field, entry);
    let keeping = 0;
    const later = () => { clearTimeout(entry.timer); entry.timer = setTimeout(() => save(field), WAIT); };
    field.addEventListener("compositionstart", () => { entry.composing = true; clearTimeout(entry.timer); });
    field.addEventListener("compositionend", () => { entry.composing = false; later(); });
    field.addEventListener("input", () => {
      clearTimeout(keeping);
      keeping = setTimeout(() => { if (dirty(field)) keep(field); }, 500);
      if (!entry.composing) later();
    });
    field.addEventListener("change", () => save(field));
    field.addEventListener("blur", () => { entry.composing = false; save(field); });
    restore(field);
  };
  const restore = (field) => {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key(field))); } catch { drop(field); }
    if (!kept) return;
    if (kept.value === read(field)) { drop(field); return; }
    if (String(kept.version) === String(field.dataset.version)) { write(field, kept.value); return; }
    const theirs = read(field);
    const version = field.dataset.version;
    write(field, kept.value);
    clash(field, kept.value, { theirs, theirs_version: version });
  };

  $$("[data-field]", form).forEach(watch);
  if (waiting().length) flush();
  window.addEventListener("online", () => { if (!closed) flush(); });
  window.addEventListener("offline", () => { banner.hidden = false; });
  window.addEventListener("pagehide", farewell);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  // The form itself carries every field: no parting copies, or the second would meet a newer version.
  form.addEventListener("submit", (event) => {
    setTimeout(() => { if (!event.defaultPrevented) for (const entry of fields.values()) { clearTimeout(entry.timer); entry.clash = true; } });
  });
})();

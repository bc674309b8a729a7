// Saving while typing: <form data-autosave-url> whose fields carry data-field and data-version. See G2 to G5, G10, G11.
"use strict";
(() => {
  const { $$, el, announce, csrf, busy, idle, kept, clash, renewal } = window.lechan;
  const WAIT = 3000;
  const PATIENCE = 30000;
  // What a page that goes away may still send in all; browsers stop at 64 KB.
  const PARTING = 60000;
  const HELD = "Chưa lưu được, đang giữ trên máy này.";
  const UNKEPT = "Chưa lưu được, máy này cũng không giữ được. Xin đừng đóng trang.";
  const GONE = "Mục này không còn trong báo cáo hoặc không còn thuộc quyền của tài khoản. Nội dung vẫn ở trên trang.";
  const form = document.querySelector("form[data-autosave-url]");
  if (!form) return;
  const url = form.dataset.autosaveUrl;
  const state = document.querySelector("[data-save-state]");
  const fields = new Map();
  let retryAfter = 10;
  let retryTimer = 0;
  let closed = false;
  let leaving = false;
  let unkept = false;

  const read = (field) => (field.type === "checkbox" ? (field.checked ? "1" : "") : field.value).normalize("NFC");
  const write = (field, value) => {
    if (field.type === "checkbox") field.checked = value === "1";
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  // The server trims, joins lines of a short text, and writes 20.5 as 20,5: the same text still.
  const same = (field, one, two) => {
    const plain = (text) => {
      const tidy = text.normalize("NFC").replace(/[\0\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
      if (field.inputMode !== "decimal") return tidy;
      // 1.234,5 and 1 234,5 and 1234.5 are one number; a dot before three digits stands between thousands.
      const whole = tidy.replace(/[ .](?=\d{3}(\D|$))/g, "");
      return whole.replace(".", ",");
    };
    return plain(one) === plain(two);
  };
  const info = (field) => fields.get(field);
  const dirty = (field) => read(field) !== info(field).saved;
  const stuck = (field) => info(field).clash || info(field).refused === read(field);
  const open = () => [...fields.keys()].filter((field) => field.isConnected && dirty(field));
  const waiting = () => open().filter((field) => !stuck(field));

  const show = (words, kind = "") => {
    if (!state) return;
    state.className = `lc-saved ${kind}`;
    state.textContent = words;
  };
  const keep = (field) => {
    const entry = info(field);
    unkept = !kept.write(field.dataset.field, { value: read(field), version: field.dataset.version, sent: entry.sending });
  };
  // Another tab may be keeping other words of the same field.
  const drop = (field, value) => {
    const record = kept.read(field.dataset.field);
    if (record && same(field, record.value, value)) kept.drop(field.dataset.field);
  };
  const held = (more = "") => show(unkept ? UNKEPT : HELD + more, "bad");

  const banner = el("div", { class: "lc-banner", role: "alert", hidden: "" },
    el("div", { class: "lc-wrap" }, "Mất mạng. Nội dung vẫn giữ trên máy này và sẽ tự lưu khi có mạng lại."));
  document.body.prepend(banner);

  const facts = (field, value) => ({
    field: field.dataset.field, value, version: field.dataset.version || "", user: document.body.dataset.user,
    csrfmiddlewaretoken: csrf(),
  });
  const request = (body, more) => fetch(url, {
    method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-Requested-With": "fetch" }, ...more,
  });

  const save = (field) => {
    const entry = info(field);
    clearTimeout(entry.timer);
    if (closed || entry.clash || entry.composing || !field.isConnected) return undefined;
    if (!dirty(field)) { settled(field); return undefined; }
    const value = read(field);
    if (entry.refused === value) return undefined;
    if (entry.work) entry.again = value !== entry.sending;
    else entry.work = send(field, value);
    return entry.work;
  };
  const send = async (field, value) => {
    const entry = info(field);
    entry.sending = value;
    show("Đang lưu…", "wait");
    try {
      const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
      const answer = await request(new URLSearchParams(facts(field, value)), { redirect: "manual", signal });
      await settle(field, value, answer);
    } catch { postpone(field); }
    entry.work = null;
    if (entry.again) { entry.again = false; await save(field); }
  };

  // Back to what the ward already holds: an earlier refusal no longer stands.
  const settled = (field) => {
    if (!document.getElementById(`${field.id}_luu`)) return;
    fault(field, "");
    if (!open().length) show("");
  };

  const settle = async (field, value, answer) => {
    const spoken = (answer.headers.get("Content-Type") || "").includes("json");
    if (answer.type === "opaqueredirect" || answer.status === 401 || (answer.status === 403 && !spoken)) {
      keep(field);
      sessionOver();
    } else if (answer.status === 404) refuse(field, value, GONE);
    else if (!spoken || answer.status >= 500) postpone(field);
    else {
      const data = await answer.json();
      if (answer.status === 409 && data.conflict) disagree(field, value, data);
      else if (!answer.ok || data.ok === false) refuse(field, value, data.error || "Chưa lưu được mục này.");
      else saved(field, value, data);
    }
  };

  const refuse = (field, value, words) => {
    info(field).refused = value;
    keep(field);
    fault(field, words);
    show("Chưa lưu được", "bad");
  };

  const saved = (field, value, data) => {
    const entry = info(field);
    retryAfter = 10;
    banner.hidden = navigator.onLine;
    entry.saved = value;
    entry.sending = undefined;
    if (data.version !== undefined) field.dataset.version = data.version;
    fault(field, "");
    for (const [id, text] of Object.entries(data.texts || {})) {
      const target = document.getElementById(id);
      if (target) target.textContent = text;
    }
    for (const [name, value] of Object.entries(data.fields || {})) follow(name, value);
    // The server may write 20.5 as 20,5, but never under the typing hand.
    if (data.display !== undefined && document.activeElement !== field && read(field) === value) {
      entry.saved = data.display;
      if (field.value !== data.display) field.value = data.display;
    }
    if (dirty(field)) keep(field);
    else drop(field, value);
    form.dispatchEvent(new CustomEvent("lechan:saved", { detail: { field: field.dataset.field, data } }));
    if (waiting().length) return;
    const left = open().length;
    const words = `Đã lưu ${data.saved_at}${left ? `, còn ${left} chỗ chưa lưu` : ""}`;
    show(words, left ? "bad" : "");
    announce(data.said ? `${words}. ${data.said}` : words);
  };

  // Another field changed with the one that was saved. What somebody is typing into it stays theirs.
  const follow = (name, { version, display }) => {
    const field = [...fields.keys()].find((each) => each.dataset.field === name);
    if (!field || info(field).clash) return;
    const entry = info(field);
    const before = entry.saved;
    const put = () => {
      if (read(field) !== before || entry.saved !== before) return;
      field.value = display;
      entry.saved = display;
      field.dataset.version = version;
      form.dispatchEvent(new CustomEvent("lechan:saved", { detail: { field: name, data: {} } }));
    };
    if (document.activeElement === field) field.addEventListener("blur", put, { once: true });
    else put();
  };

  const postpone = (field) => {
    keep(field);
    if (!navigator.onLine) { banner.hidden = false; held(); return; }
    if (retryTimer) return;
    held(` Thử lại sau ${retryAfter} giây.`);
    announce(unkept ? UNKEPT : `${HELD} Thử lại sau ${retryAfter} giây.`);
    retryTimer = setTimeout(() => { retryTimer = 0; flush(); }, retryAfter * 1000);
    retryAfter = Math.min(retryAfter * 2, 60);
  };

  const fault = (field, words) => {
    const id = `${field.id}_luu`;
    // The second is what the server drew when the form came back.
    const ids = [id, `${field.id}-e`];
    for (const each of ids) document.getElementById(each)?.remove();
    const described = (field.getAttribute("aria-describedby") || "").split(" ").filter((part) => part && !ids.includes(part));
    field.removeAttribute("aria-invalid");
    if (words) {
      (field.closest(".lc-score, .form-check") || field).after(el("div", { class: "lc-error", id, role: "alert" }, words));
      field.setAttribute("aria-invalid", "true");
      described.push(id);
    } else if (info(field)) info(field).refused = undefined;
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  };

  const disagree = (field, mine, data) => {
    const entry = info(field);
    keep(field);
    show("Chưa lưu: có bản khác", "bad");
    const done = () => { entry.clash = null; entry.sending = undefined; field.dataset.version = data.theirs_version; };
    entry.clash = clash(field, mine, data.theirs, data, {
      keep: () => { done(); entry.saved = data.theirs; save(field); },
      take: () => {
        done();
        entry.saved = data.theirs;
        write(field, data.theirs);
        clearTimeout(entry.timer);
        kept.drop(field.dataset.field);
        show("");
        announce("Đã lấy bản kia");
      },
    });
  };

  const sessionOver = () => {
    closed = true;
    held();
    renewal.open();
  };
  document.addEventListener("lechan:session-over", () => { closed = true; });
  document.addEventListener("lechan:session-renewed", () => { closed = false; flush(); });

  const flush = () => {
    banner.hidden = navigator.onLine;
    return Promise.all(waiting().map(save));
  };

  // The last words of a page that is going away travel on their own; what is too much waits on this machine.
  const farewell = () => {
    if (closed || leaving) return;
    let room = PARTING;
    for (const field of waiting()) {
      keep(field);
      const body = new FormData();
      for (const [name, value] of Object.entries(facts(field, read(field)))) body.append(name, value);
      room -= new Blob([read(field)]).size + 2000;
      if (room > 0) request(body, { keepalive: true }).catch(() => {});
    }
  };

  const watch = (field) => {
    const entry = { saved: read(field), timer: 0, work: null, sending: undefined, again: false, clash: null,
      drawn: false, refused: undefined, composing: false };
    fields.set(field, entry);
    const later = () => { clearTimeout(entry.timer); entry.timer = setTimeout(() => save(field), WAIT); };
    field.addEventListener("compositionstart", () => { entry.composing = true; clearTimeout(entry.timer); });
    field.addEventListener("compositionend", () => { entry.composing = false; later(); });
    field.addEventListener("input", () => {
      if (dirty(field)) keep(field);
      else kept.drop(field.dataset.field);
      if (entry.clash) entry.clash(read(field));
      if (!entry.composing) later();
    });
    field.addEventListener("change", () => save(field));
    field.addEventListener("blur", () => { entry.composing = false; save(field); });
    restore(field, entry);
  };
  const restore = (field, entry) => {
    const record = kept.read(field.dataset.field);
    const here = read(field);
    // Drawn by the server because it could not be stored: not saved, and not to be sent again as it is.
    const answer = field.closest(".lc-field");
    const taken = answer && answer.querySelector(".lc-clash a[href='?']");
    if (taken) {
      entry.drawn = true;
      entry.clash = () => {};
      taken.addEventListener("click", () => kept.drop(field.dataset.field));
      return;
    }
    if (document.getElementById(`${field.id}-e`)) { entry.saved = null; entry.refused = here; keep(field); return; }
    if (!record) return;
    if (same(field, record.value, here)) { kept.drop(field.dataset.field); return; }
    const version = field.dataset.version;
    // The page shows what this machine was sending when it went away: nobody else wrote in between.
    const own = String(record.version) === String(version) || (record.sent !== undefined && same(field, record.sent, here));
    write(field, record.value);
    if (!own) disagree(field, record.value, { theirs: here, theirs_version: version });
  };

  const watchAll = (within) => $$("[data-field]", within).filter((field) => !fields.has(field)).forEach(watch);
  watchAll(form);
  if (waiting().length) flush();
  document.addEventListener("htmx:load", (event) => { if (form.contains(event.target)) watchAll(event.target); });
  window.addEventListener("online", () => { if (closed) banner.hidden = true; else flush(); });
  window.addEventListener("offline", () => { banner.hidden = false; });
  window.addEventListener("pagehide", farewell);
  document.addEventListener("visibilitychange", () => { if (document.hidden && !closed) flush(); });
  window.addEventListener("beforeunload", (event) => { if (unkept && waiting().length) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // A press sends what waits first, so that the form meets no newer version and nothing is left on this machine.
  let pressed = false;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.dataset.sent) return;
    if (closed) { event.preventDefault(); renewal.open(); return; }
    // A second press goes without, and so does an old browser: the form carries every field itself.
    if (pressed || !form.requestSubmit || !waiting().length) { leaving = true; return; }
    event.preventDefault();
    const { submitter } = event;
    busy(form, submitter);
    flush().then(() => {
      idle(form);
      if (closed || [...fields.values()].some((entry) => entry.clash && !entry.drawn)) return;
      pressed = true;
      if (!waiting().length) form.requestSubmit(submitter);
    });
  });
  // Whoever signs out leaves nothing on this machine: what waits goes first, what cannot go is told once.
  let told = false;
  document.addEventListener("submit", (event) => {
    if (!("signOut" in event.target.dataset) || !open().length || closed) return;
    if (told) { leaving = true; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    flush().then(() => {
      if (!open().length) { target.requestSubmit(submitter); return; }
      told = true;
      announce("Còn nội dung chưa lưu. Bấm Đăng xuất lần nữa thì bỏ nội dung ấy.");
    });
  }, true);
})();

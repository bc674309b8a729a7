// Small helps on every page. Each page works without them.
"use strict";
window.lechan = (() => {
  const root = document.documentElement;
  root.classList.add("js");

  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const el = (tag, attrs = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  // One polite region speaks results; clearing first lets the same words be spoken twice.
  const announce = (text) => {
    const region = document.getElementById("noi");
    if (!region) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = text; }, 50);
  };

  // The cookie is newer than the hidden field after a sign-in in another tab.
  const csrf = () => {
    const cookie = document.cookie.match(/(?:^|; )(?:__\w+-)?csrftoken=([^;]+)/);
    const input = document.querySelector("input[name=csrfmiddlewaretoken]");
    return cookie ? cookie[1] : input ? input.value : "";
  };

  // G2: one press, one request.
  const SLOW = "Mạng chậm, vẫn đang gửi. Xin đừng đóng trang.";
  const busy = (form, button) => {
    form.dataset.sent = "1";
    if (!button) return;
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.words = button.innerHTML;
    button.textContent = button.dataset.busy || "Đang gửi…";
    button.classList.add("lc-busy");
    button.setAttribute("aria-disabled", "true");
    form.lcSlow = setTimeout(() => {
      const line = el("span", { class: "lc-slow" }, SLOW);
      button.after(line);
      form.lcLine = line;
      announce(SLOW);
    }, 8000);
  };
  const idle = (form) => {
    delete form.dataset.sent;
    clearTimeout(form.lcSlow);
    if (form.lcLine) form.lcLine.remove();
    for (const button of $$(".lc-busy", form).concat($$(`.lc-busy[form="${form.id}"]`))) {
      button.innerHTML = button.dataset.words;
      button.classList.remove("lc-busy");
      button.removeAttribute("aria-disabled");
      button.style.minWidth = "";
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "noGuard" in form.dataset) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (event.defaultPrevented) return;
    if ("signOut" in form.dataset) forget(document.body.dataset.user);
    busy(form, event.submitter);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) $$("form[data-sent]").forEach(idle); });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest("form");
    if (!form || event.detail.requestConfig.verb !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    else busy(form, event.detail.requestConfig.triggeringEvent?.submitter);
  });
  document.addEventListener("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) idle(form); });
  // Pieces that ask again by themselves say in their own words that the line is lost; others may have words of their own.
  let told = null;
  const failed = (event) => {
    if (event.target.closest("[data-quiet]")) return;
    const words = event.target.closest("[data-failed]")?.dataset.failed || "Chưa gửi được, thử lại.";
    announce(words);
    told?.remove();
    told = el("div", { class: "lc-note bad", role: "alert" }, words);
    document.querySelector(".lc-msgs")?.append(told);
  };
  document.addEventListener("htmx:afterOnLoad", () => told?.remove());
  // A fragment that came back as the sign-in page means the session is over: show that page whole.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = new URL(event.detail.xhr.responseURL || location.href);
    if (!answer.pathname.endsWith("/login/") || location.pathname === answer.pathname) return;
    event.detail.shouldSwap = false;
    location.assign(`${answer.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`);
  });
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  // Text that waits on this machine goes when its owner signs out; what others left here waits for them.
  const forget = (user) => {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(`lc:${user}:`)) localStorage.removeItem(key);
    } catch { /* a browser that forbids storing has kept nothing */ }
  };

  const closeMenus = (except) => $$("details[data-menu][open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    if (menu) menu.querySelector("summary").focus();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.showPassword) {
      const input = document.getElementById(button.dataset.showPassword);
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    }
    if (button.dataset.copy || button.dataset.copyText) {
      const source = button.dataset.copy && document.querySelector(button.dataset.copy);
      const text = button.dataset.copyText || source.value || source.textContent.trim();
      announce((await copy(text)) ? "Đã sao chép" : "Chưa sao chép được");
      const words = button.innerHTML;
      button.textContent = "Đã sao chép";
      setTimeout(() => { button.innerHTML = words; }, 2000);
    }
    if ("print" in button.dataset) window.print();
  });
  // The clipboard interface needs https; the old way works inside the ward's network too.
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); return true; } catch {
      const area = el("textarea", { class: "visually-hidden" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ".");
  const enhance = (within) => {
    for (const button of $$("[data-show-password], [data-copy], [data-copy-text], [data-print]", within)) button.hidden = false;
    for (const line of $$("[data-count-for]", within)) {
      const area = document.getElementById(line.dataset.countFor);
      const show = () => {
        const over = area.value.length - Number(line.dataset.max);
        line.textContent = over > 0
          ? `Dài quá ${number(over)} ký tự. Rút gọn còn tối đa ${number(line.dataset.max)} ký tự.`
          : `${number(area.value.length)}/${number(line.dataset.max)} ký tự`;
      };
      area.addEventListener("input", show);
      show();
    }
    // The browser's own file button speaks the system's language.
    for (const input of $$("input[type=file]:not([data-own])", within)) {
      input.dataset.own = "1";
      // The camera stands beside a choice of files, which says so already.
      const none = input.hasAttribute("capture") ? "" : "Chưa chọn tệp";
      const words = el("span", { class: "lc-small" }, none);
      const button = el("button", { type: "button", class: "btn btn-outline" }, input.dataset.label || "Chọn tệp từ máy");
      button.addEventListener("click", () => input.click());
      input.addEventListener("change", () => {
        words.textContent = [...input.files].map((file) => file.name).join(", ") || none;
      });
      input.classList.add("visually-hidden");
      input.tabIndex = -1;
      const described = input.getAttribute("aria-describedby");
      if (described) button.setAttribute("aria-describedby", described);
      const label = input.labels[0];
      if (label) button.setAttribute("aria-label", `${button.textContent}: ${label.textContent.trim()}`);
      // In an upload zone the list of files says what was chosen.
      input.after(input.closest("[data-upload-url]") ? button : el("div", { class: "lc-act" }, button, words));
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    enhance(document);
    const target = document.querySelector("[data-focus]");
    if (target) target.focus();
  });
  document.addEventListener("htmx:load", (event) => enhance(event.target));
  window.addEventListener("beforeprint", () => $$("main details:not([data-menu])").forEach((part) => { part.open = true; }));

  // A phone's photograph of 12 MB says no more than one of 2000 pixels.
  const PHOTO_EDGE = 2000;
  const shrink = async (file) => {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size < 1048576 || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = PHOTO_EDGE / Math.max(picture.width, picture.height);
      if (scale >= 1) return file;
      const canvas = el("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.png$/i, ".jpg"), { type: "image/jpeg" }) : file;
    } catch { return file; }
  };

  return { $$, el, announce, csrf, number, busy, idle, forget, shrink };
})();

// The meeting's screens: speaks the turnout at most every 10 seconds, says when the line is lost, keeps half a remark.
"use strict";
(() => {
  const lost = document.querySelector("[data-lost]");
  const region = document.getElementById("noi");
  let since = "";
  let said = "";
  let next = 0;

  const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
  const say = (words) => {
    if (!region || words === said || Date.now() < next) return;
    said = words;
    next = Date.now() + 10000;
    region.textContent = words;
  };
  const away = () => {
    since = since || clock();
    lost.hidden = false;
    lost.textContent = `Mất kết nối từ ${since}, đang nối lại`;
  };
  document.addEventListener("htmx:sendError", away);
  document.addEventListener("htmx:responseError", away);
  document.addEventListener("htmx:afterSwap", (event) => {
    since = "";
    lost.hidden = true;
    const words = event.detail.target.querySelector?.("[data-say]") || document.querySelector("[data-say]");
    if (words) say(words.dataset.say);
  });

  // A remark half typed survives the press of another button on this page, in this tab only.
  for (const field of document.querySelectorAll("[data-keep-text]")) {
    const key = `lc-phien:${document.body.dataset.user}:${location.pathname}:${field.name}`;
    const attempt = (work) => { try { return work(sessionStorage); } catch { return null; } };
    const kept = attempt((store) => store.getItem(key));
    if (kept && !field.value) field.value = kept;
    field.addEventListener("input", () => attempt((store) => store.setItem(key, field.value)));
    field.form.addEventListener("submit", () => attempt((store) => store.removeItem(key)));
  }

  // On the phone the agenda is folded away until asked for.
  if (window.matchMedia("(max-width: 61.99rem)").matches) {
    for (const part of document.querySelectorAll("[data-fold-phone]")) part.open = false;
  }
})();

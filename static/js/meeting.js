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
    if (!lost) return;
    since = since || clock();
    lost.hidden = false;
    lost.textContent = `Mất kết nối từ ${since}, đang nối lại`;
  };
  document.addEventListener("htmx:sendError", away);
  document.addEventListener("htmx:responseError", away);
  document.addEventListener("htmx:afterSwap", (event) => {
    since = "";
    if (lost) lost.hidden = true;
    const words = event.detail.target.querySelector?.("[data-say]") || document.querySelector("[data-say]");
    if (words) say(words.dataset.say);
  });

  // Words half typed survive another button of the page and a closed tab; signing out clears them (portal.js). They come
  // back only where the ward's own text is still the one they were typed over.
  for (const field of document.querySelectorAll("[data-keep-text]")) {
    const key = `lc:${document.body.dataset.user}:${location.pathname}:${field.name}`;
    const attempt = (work) => { try { return work(localStorage); } catch { return null; } };
    const kept = attempt((store) => JSON.parse(store.getItem(key)));
    if (kept && kept.was === field.defaultValue && field.value === field.defaultValue) field.value = kept.value;
    field.addEventListener("input", () => attempt((store) => {
      store.setItem(key, JSON.stringify({ was: field.defaultValue, value: field.value, at: Date.now() }));
    }));
    field.form.addEventListener("submit", () => attempt((store) => store.removeItem(key)));
  }

  // On the phone the agenda is folded away until asked for.
  if (window.matchMedia("(max-width: 61.99rem)").matches) {
    for (const part of document.querySelectorAll("[data-fold-phone]")) part.open = false;
  }
})();

// The meeting's screens: speaks the turnout at most every 10 seconds and says when the line is lost.
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

  // On the phone the agenda is folded away until asked for.
  if (window.matchMedia("(max-width: 61.99rem)").matches) {
    for (const part of document.querySelectorAll("[data-fold-phone]")) part.open = false;
  }
})();

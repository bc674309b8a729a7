// On a phone the sections of the check page are folded; those that miss something stay open.
"use strict";
(() => {
  const { $$ } = window.lechan;
  document.addEventListener("DOMContentLoaded", () => {
    if (!window.matchMedia("(max-width: 47.99rem)").matches) return;
    for (const part of $$("details[data-fold-phone]")) part.open = false;
  });
})();

// Writing to the ward from a phone: photographs become small before they go, and what was typed waits on this machine.
"use strict";
(() => {
  const { $$, shrink } = window.lechan;
  const user = document.body.dataset.user;

  for (const input of $$("input[type=file][data-shrink]")) {
    input.addEventListener("change", async () => {
      if (!window.DataTransfer) return;
      const chosen = input.files;
      const small = await Promise.all([...chosen].map(shrink));
      // Somebody who chose again meanwhile keeps the later choice.
      if (input.files !== chosen || small.every((file, place) => file === chosen[place])) return;
      const holder = new DataTransfer();
      for (const file of small) holder.items.add(file);
      input.files = holder.files;
    });
  }

  // Keys begin with "lc:": signing out clears them (portal.js). Only the page that says "sent" lets a text go.
  if (!user) return;
  const key = (name) => `lc:${user}:${name}`;
  try {
    const sent = /^#da-gui-([\w-]+)$/.exec(location.hash);
    if (sent) {
      localStorage.removeItem(key(sent[1]));
      history.replaceState(null, "", location.pathname + location.search);
    }
    for (const form of $$("form[data-keep]")) {
      const area = form.querySelector("textarea");
      const kept = localStorage.getItem(key(form.dataset.keep));
      if (kept && !area.value) {
        area.value = kept;
        area.dispatchEvent(new Event("input", { bubbles: true }));
      }
      area.addEventListener("input", () => {
        if (area.value) localStorage.setItem(key(form.dataset.keep), area.value);
        else localStorage.removeItem(key(form.dataset.keep));
      });
    }
  } catch { /* a browser that keeps nothing: the form works all the same */ }
})();

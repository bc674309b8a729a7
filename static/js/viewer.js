// A file that does not open says so, and what can be done about it. An error of a picture does not bubble.
"use strict";
document.addEventListener("error", (event) => {
  const view = event.target instanceof HTMLImageElement && event.target.closest(".lc-view");
  if (!view) return;
  view.querySelector("[data-broken]").hidden = false;
  event.target.closest(".pg").hidden = true;
}, true);
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    if (!event.target.matches(".lc-chip")) return;
    const words = window.lechan.el("div", { class: "lc-error", role: "alert" }, "Tệp không mở được. Thử lại.");
    document.querySelector(event.target.getAttribute("hx-target"))?.replaceChildren(words);
  });
}

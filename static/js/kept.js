// What was typed waits on this machine until the ward has it: per person, page and field (G3).
"use strict";
window.lechan.kept = (() => {
  const DAY = 86400000;
  const DAYS = 30;
  const page = document.querySelector("form[data-autosave-url]")?.dataset.autosaveUrl || "";
  const key = (field) => `lc:${document.body.dataset.user}:${page}:${field}`;
  // A browser may forbid storing or have no room left. Typing goes on; only the answer tells.
  const attempt = (work) => { try { return work(localStorage); } catch { return undefined; } };

  const read = (field) => attempt((store) => {
    const record = JSON.parse(store.getItem(key(field)));
    return record && typeof record.value === "string" ? record : null;
  }) || null;
  const write = (field, record) => attempt((store) => {
    store.setItem(key(field), JSON.stringify({ ...record, at: Date.now() }));
    return true;
  }) === true;
  const drop = (field) => attempt((store) => store.removeItem(key(field)));

  // Nobody came back for it, on a machine that others use as well.
  attempt((store) => {
    for (const name of Object.keys(store).filter((each) => each.startsWith("lc:"))) {
      const age = attempt(() => Date.now() - JSON.parse(store.getItem(name)).at);
      if (age > DAYS * DAY) store.removeItem(name);
    }
  });
  return { read, write, drop };
})();

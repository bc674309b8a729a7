// Two texts of one field side by side; nothing is overwritten unseen (G5).
"use strict";
window.lechan.clash = (field, mine, theirs, { by = "", at = "" }, { keep, take }) => {
  const { el } = window.lechan;
  const words = (value) => {
    if (field.type === "checkbox") return value ? "Có đánh dấu" : "Không đánh dấu";
    const option = field.tagName === "SELECT" && [...field.options].find((each) => each.value === value);
    return (option ? option.textContent : value) || "(trống)";
  };
  const own = el("pre", {}, words(mine));
  const button = (label, work) => {
    const node = el("button", { type: "button", class: "btn btn-outline" }, label);
    node.addEventListener("click", () => { panel.remove(); work(); field.focus(); });
    return node;
  };
  const panel = el("div", { class: "lc-clash", role: "alert" },
    el("b", {}, `Mục này vừa được người khác sửa${at ? ` lúc ${at}` : ""}.`),
    el("div", { class: "two" },
      el("div", {}, el("b", {}, "Bản của tôi"), own),
      el("div", {}, el("b", {}, by ? `Bản kia, ${by}` : "Bản kia"), el("pre", {}, words(theirs)))),
    el("div", { class: "lc-acts" }, button("Giữ bản của tôi", keep), button("Lấy bản kia", take)));
  (field.closest(".lc-score, .form-check") || field).after(panel);
  // Whoever goes on typing sees the text the button would keep.
  return (value) => { own.textContent = words(value); };
};

// Files go up one by one in the background: [data-upload-url] holds the plain file field and, before it, a list.
"use strict";
(() => {
  const { $$, el, announce, csrf, number, shrink } = window.lechan;
  const AT_ONCE = 2;
  // A line that says nothing for so long is dead; the server may take its time once it has everything.
  const STALLED = 60000;
  const ANSWERING = 120000;
  const queue = [];
  const active = new Set();
  const waitingForNet = new Set();
  const waitingForSession = new Set();
  let running = 0;
  let held = null;
  let warned = false;
  let sent = { since: 0, bytes: 0 };

  const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(Math.round(bytes / 104857.6) / 10).toString().replace(".", ",")} MB`);
  const left = () => running + queue.length + waitingForNet.size + waitingForSession.size;

  const row = (job) => {
    job.line = el("span", { class: "fs" }, "Đang chờ gửi");
    job.bar = el("progress", { max: "100", value: "0", "aria-label": `Đang gửi ${job.file.name}` });
    job.stop = el("button", { type: "button", class: "btn btn-quiet", "aria-label": `Dừng gửi ${job.file.name}` }, "Dừng");
    job.again = el("button", { type: "button", class: "btn btn-quiet", hidden: "", "aria-label": `Gửi lại ${job.file.name}` }, "Gửi lại");
    job.row = el("li", {}, el("span", {}), el("div", {}, el("span", { class: "nm" }, job.file.name), job.bar, job.line),
      el("span", {}, job.again, job.stop));
    job.stop.addEventListener("click", () => { drop(job); announce(`Đã dừng gửi ${job.file.name}`); });
    job.again.addEventListener("click", () => enqueue(job));
    job.list.hidden = false;
    job.list.append(job.row);
  };
  const drop = (job) => {
    job.gone = true;
    forget(job);
    if (job.request) job.request.abort();
    const index = queue.indexOf(job);
    if (index >= 0) queue.splice(index, 1);
    job.row.remove();
    if (!job.list.children.length) job.list.hidden = true;
    next();
  };
  const forget = (job) => {
    clearTimeout(job.timer);
    clearTimeout(job.stall);
    waitingForNet.delete(job);
    waitingForSession.delete(job);
  };
  const enqueue = (job) => {
    forget(job);
    job.again.hidden = true;
    job.bar.hidden = false;
    job.line.textContent = "Đang chờ gửi";
    if (!queue.includes(job) && !active.has(job)) queue.push(job);
    next();
  };
  const next = () => {
    while (running < AT_ONCE && queue.length) send(queue.shift());
    if (left()) { tell(); return; }
    warned = false;
    sent = { since: 0, bytes: 0 };
    if (!held) return;
    const { form, button } = held;
    release();
    form.requestSubmit(button);
  };
  const finish = (job) => { running -= 1; active.delete(job); next(); };

  // How long what is left will take at the speed so far; nothing before there is a speed.
  const remaining = () => {
    const seconds = (Date.now() - sent.since) / 1000;
    if (!sent.since || seconds < 1 || !sent.bytes) return "";
    let bytes = 0;
    for (const job of [...active, ...queue, ...waitingForNet, ...waitingForSession]) bytes += (job.small || job.file).size - (job.loaded || 0);
    const need = Math.max(5, Math.ceil(bytes / (sent.bytes / seconds) / 5) * 5);
    return need < 90 ? `, còn khoảng ${need} giây` : `, còn khoảng ${number(Math.round(need / 60))} phút`;
  };
  const words = () => `Đang gửi nốt ${number(left())} tệp${remaining()}`;
  const tell = () => { if (held && held.button) held.button.textContent = words(); };
  const release = () => {
    if (held && held.button) { held.button.innerHTML = held.label; held.button.removeAttribute("aria-disabled"); }
    held = null;
  };

  const send = async (job) => {
    running += 1;
    active.add(job);
    if (!job.small) job.small = await shrink(job.file);
    if (job.gone) { finish(job); return; }
    if (job.limit && job.small.size > job.limit) {
      const most = Math.round(job.limit / 1048576);
      refuse(job, `Tệp nặng ${size(job.small.size)}, quá mức ${most} MB. Chụp lại từng trang hoặc gửi đường dẫn.`);
      finish(job);
      return;
    }
    const data = new FormData();
    const fields = $$("input[type=hidden], input[type=checkbox]:checked", job.zone);
    for (const input of fields) if (input.name && input.name !== "csrfmiddlewaretoken") data.append(input.name, input.value);
    data.append("csrfmiddlewaretoken", csrf());
    data.append("upload_id", job.id);
    data.append(job.name, job.small, job.small.name);
    const request = new XMLHttpRequest();
    job.request = request;
    job.loaded = 0;
    const patience = (wait) => { clearTimeout(job.stall); job.stall = setTimeout(() => { job.stalled = true; request.abort(); }, wait); };
    request.open("POST", job.url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      if (!sent.since) sent.since = Date.now();
      sent.bytes += Math.max(0, event.loaded - job.loaded);
      job.loaded = event.loaded;
      const share = Math.round((event.loaded / event.total) * 100);
      job.bar.value = share;
      job.line.textContent = share < 100 ? `Đang gửi ${share}% của ${size(event.total)}. Cứ làm tiếp việc khác.` : "Đã gửi hết, đang kiểm tra tệp.";
      patience(share < 100 ? STALLED : ANSWERING);
      tell();
    });
    request.addEventListener("load", () => { clearTimeout(job.stall); received(job, request); finish(job); });
    request.addEventListener("error", () => { clearTimeout(job.stall); broken(job, LOST); finish(job); });
    request.addEventListener("abort", () => {
      clearTimeout(job.stall);
      if (job.stalled && !job.gone) broken(job, LOST);
      job.stalled = false;
      finish(job);
    });
    patience(STALLED);
    request.send(data);
  };

  const LOST = "Mất mạng giữa chừng. Tệp tự gửi lại khi có mạng.";
  const AWAY = "Máy chủ chưa nhận được. Tệp tự gửi lại sau ít giây.";
  const received = (job, request) => {
    let answer = {};
    try { answer = JSON.parse(request.responseText); } catch { /* a sign-in page or a proxy's page is not JSON */ }
    const { status } = request;
    if (status >= 200 && status < 300 && answer.ok) accepted(job, answer.html);
    else if (status >= 500) broken(job, answer.error || AWAY);
    else if (answer.error) refuse(job, answer.error);
    else if (status === 413) refuse(job, "Tệp nặng quá mức cho phép. Chụp lại từng trang hoặc gửi đường dẫn.");
    else if (status === 404) refuse(job, "Không tìm thấy chỗ nhận tệp. Tải lại trang rồi gửi lại.");
    else if (status === 401 || status === 403 || status === 200) sessionOver(job);
    else refuse(job, "Máy chủ không nhận tệp này. Tải lại trang rồi gửi lại.");
  };
  const accepted = (job, html) => {
    const holder = el("template");
    holder.innerHTML = html;
    const fresh = holder.content.firstElementChild;
    job.row.replaceWith(fresh);
    if (window.htmx) window.htmx.process(fresh);
    announce(`Đã nhận tệp ${job.file.name}`);
  };
  const refuse = (job, reason) => {
    job.bar.hidden = true;
    job.line.replaceChildren(el("span", { class: "bad", role: "alert" }, reason));
    job.stop.textContent = "Bỏ";
    // Whoever wanted to hand in reads first what became of the file.
    release();
  };
  const broken = (job, reason) => {
    job.bar.hidden = true;
    job.line.replaceChildren(el("span", { class: "bad" }, reason));
    job.again.hidden = false;
    job.wait = Math.min((job.wait || 2.5) * 2, 60);
    job.timer = setTimeout(() => enqueue(job), job.wait * 1000);
    waitingForNet.add(job);
  };
  const sessionOver = (job) => {
    job.bar.hidden = true;
    job.line.replaceChildren(el("span", { class: "bad" }, "Hết phiên làm việc. Đăng nhập lại, tệp tự gửi tiếp."));
    job.again.hidden = false;
    waitingForSession.add(job);
    if (window.lechan.renewal) window.lechan.renewal.open();
  };
  window.addEventListener("online", () => { for (const job of [...waitingForNet]) enqueue(job); });
  document.addEventListener("lechan:session-renewed", () => { for (const job of [...waitingForSession]) enqueue(job); });

  const start = (zone) => {
    if (zone.dataset.ready) return;
    zone.dataset.ready = "1";
    const inputs = $$("input[type=file]", zone);
    const list = document.querySelector(zone.dataset.uploadList) || zone.parentElement.querySelector(".lc-files");
    const take = (files, name) => {
      for (const file of files) {
        const job = { file, zone, list, id: crypto.getRandomValues(new Uint32Array(4)).join("-"), name,
          url: zone.dataset.uploadUrl, limit: Number(zone.dataset.uploadMax || 0) };
        row(job);
        enqueue(job);
      }
    };
    // Cancelling the file dialog changes nothing; choosing starts at once.
    for (const input of inputs) {
      input.addEventListener("change", () => { take([...input.files], input.name); input.value = ""; });
    }
    for (const button of $$("button[type=submit]", zone)) button.hidden = true;
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      take([...event.dataTransfer.files], inputs[0].name);
    });
  };
  const startAll = (within) => $$("[data-upload-url]", within).forEach(start);
  document.addEventListener("DOMContentLoaded", () => startAll(document));
  document.addEventListener("htmx:load", (event) => startAll(event.target));

  // Leaving with files on their way is asked once; whoever leaves all the same is not asked again.
  window.addEventListener("beforeunload", (event) => {
    if (!left() || warned) return;
    warned = true;
    event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (!left() || event.target.method !== "post" || "noGuard" in event.target.dataset) return;
    event.preventDefault();
    if (held) return;
    const button = event.submitter;
    held = { form: event.target, button, label: button ? button.innerHTML : "" };
    if (button) button.setAttribute("aria-disabled", "true");
    tell();
    announce(words());
  }, true);
})();

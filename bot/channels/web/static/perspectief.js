// Small helps only: the page works without this file.
(() => {
  "use strict";
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const note = document.querySelector("[data-note]");
  const desk = matchMedia("(hover: hover) and (pointer: fine)").matches;

  // The line to write on is ready; never on a touch screen, where a keyboard would cover the question.
  if (desk && note && note.hasAttribute("data-focus") && !location.hash) note.focus({ preventScroll: true });

  // Enter notes the line, Shift+Enter starts a new one.
  if (note && desk) note.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    note.form.requestSubmit();
  });

  // One form goes out at a time: a double click notes a line once, and two quick clicks never overtake each other.
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (sent) { event.preventDefault(); return; }
    sent = true;
    setTimeout(() => { sent = false; }, 8000);
  });
  addEventListener("pageshow", () => { sent = false; });

  // Copy a wording.
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  // Single keys, outside fields only, and they can be turned off.
  const control = document.querySelector("#keys-switch");
  if (!control || !desk) return;
  const box = control.querySelector("input");
  const show = () => document.body.classList.toggle("with-keys", box.checked);
  control.hidden = false;
  box.checked = !off();
  show();
  box.addEventListener("change", () => {
    try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* private window: for this page only */ }
    show();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape" && typing) { typing.blur(); return; }
    if (typing || !box.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "n" && note) { event.preventDefault(); note.focus(); return; }
    const digit = /^Digit([1-9])$/.exec(event.code);
    const target = document.querySelector(`[data-key="${CSS.escape(digit ? digit[1] : event.key.toLowerCase())}"]`);
    if (target) { event.preventDefault(); target.click(); }
  });
})();

// A link with data-dialog opens its page in a <dialog>; without JavaScript, the page itself.
// Shown is what the page marks data-dialog-part (or a whole fragment); 200, 409 and 422 show it again,
// a redirect is followed. HX-Request tells base.html to keep its messages for the page after that.
import { startCounters } from "./counter.js"

const HEADERS = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" }

function dialogFor(opener) {
  const dialog = document.createElement("dialog")
  dialog.className = "box"
  dialog.dataset.url = opener.href
  dialog.setAttribute("aria-label", opener.dataset.dialog || opener.textContent.trim())
  dialog.addEventListener("close", () => {
    dialog.remove()
    opener.focus()
  })
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dialog-close]")) dialog.close()
  })
  document.body.append(dialog)
  return dialog
}

function show(dialog, html, focusSummary) {
  const page = new DOMParser().parseFromString(html, "text/html")
  const parts = [...page.querySelectorAll("[data-dialog-part]")]
  const close = document.getElementById("dialog-close").content.cloneNode(true)
  dialog.replaceChildren(close, ...(parts.length ? parts : page.body.childNodes))
  if (!dialog.open) dialog.showModal()
  startCounters(dialog)
  window.htmx?.process(dialog)
  const summary = dialog.querySelector("[data-error-summary]")
  if (summary) focusSummary(dialog)
  else dialog.querySelector("input:not([type=hidden]), select, textarea, h1, h2, button")?.focus()
}

async function load(dialog, url, options, focusSummary) {
  let response
  try {
    response = await fetch(url, { headers: HEADERS, credentials: "same-origin", ...options })
  } catch {
    return false
  }
  const next = response.headers.get("HX-Redirect") || (response.redirected && response.url)
  if (next) window.location.assign(next)
  else if (response.ok || [409, 422].includes(response.status)) show(dialog, await response.text(), focusSummary)
  else return false
  return true
}

export function startDialogs(focusSummary) {
  document.addEventListener("click", async (event) => {
    const opener = event.target.closest("a[data-dialog]")
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    const dialog = dialogFor(opener)
    if (!(await load(dialog, opener.href, {}, focusSummary))) window.location.assign(opener.href)
  })
  document.addEventListener("submit", async (event) => {
    const form = event.target
    const dialog = form.closest("dialog.box")
    if (!dialog || form.method !== "post") return
    event.preventDefault()
    const action = form.getAttribute("action") ? form.action : dialog.dataset.url
    const body = new FormData(form, event.submitter)
    if (!(await load(dialog, action, { method: "POST", body }, focusSummary))) {
      form.action = action
      form.submit()
    }
  })
}

// A link with data-dialog opens its page in a <dialog>; without JavaScript, the page itself.
// Shown is what the page marks data-dialog-part (or a whole fragment); 200, 409 and 422 show it again,
// a redirect is followed. HX-Request tells base.html to keep its messages for the page after that.
import { startCounters } from "./counter.js"
import { startDrafts } from "./drafts.js"

const HEADERS = { "HX-Request": "true", "X-Requested-With": "XMLHttpRequest" }

function dialogFor(opener) {
  const dialog = document.createElement("dialog")
  dialog.className = "box"
  dialog.dataset.url = opener.href
  dialog.dataset.about = opener.dataset.about || ""
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

// What the opener says that the dialog is about (data-about), above its form.
function aboutOf(dialog) {
  if (!dialog.dataset.about) return []
  const line = document.createElement("p")
  line.className = "meta dialog-about"
  line.textContent = dialog.dataset.about
  return [line]
}

function show(dialog, html, focusSummary) {
  const page = new DOMParser().parseFromString(html, "text/html")
  const parts = [...page.querySelectorAll("[data-dialog-part]")]
  const close = document.getElementById("dialog-close").content.cloneNode(true)
  dialog.replaceChildren(close, ...aboutOf(dialog), ...(parts.length ? parts : page.body.childNodes))
  if (!dialog.open) dialog.showModal()
  startCounters(dialog)
  startDrafts(dialog, dialog.dataset.url)
  window.htmx?.process(dialog)
  const summary = dialog.querySelector("[data-error-summary]")
  if (summary) focusSummary(dialog)
  else dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus()
}

// An address that differs only by its #anchor is no new page to the browser.
function leaveFor(next) {
  const target = new URL(next, window.location)
  const same = target.pathname === window.location.pathname && target.search === window.location.search
  window.location.assign(target)
  if (same) window.location.reload()
}

async function load(dialog, url, options, focusSummary) {
  let response
  try {
    response = await fetch(url, { headers: HEADERS, credentials: "same-origin", ...options })
  } catch {
    return false
  }
  const next = response.headers.get("HX-Redirect") || (response.redirected && response.url)
  if (next) leaveFor(next)
  else if (response.ok || [409, 422].includes(response.status)) show(dialog, await response.text(), focusSummary)
  else return false
  return true
}

// A form without an action belongs to the page that the dialog shows, not to the one beneath.
const addressOf = (form, dialog) => (form.getAttribute("action") ? form.action : dialog.dataset.url)

function sent(form, dialog, submitter) {
  const body = new FormData(form, submitter)
  if (form.method === "post") return { url: addressOf(form, dialog), options: { method: "POST", body } }
  const url = new URL(addressOf(form, dialog), window.location)
  url.search = new URLSearchParams(body)
  return { url: url.href, options: {} }
}

// A next step on the same page (another choice in the query) stays in the dialog.
function leadsOn(link, dialog) {
  const here = new URL(dialog.dataset.url, window.location)
  return link.origin === here.origin && link.pathname === here.pathname && !link.hash
}

export function startDialogs(focusSummary) {
  const open = async (dialog, url, options = {}) => {
    if (!options.method) dialog.dataset.url = url
    return load(dialog, url, options, focusSummary)
  }
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    const shown = link.closest("dialog.box")
    const onward = shown && !link.matches("[data-dialog-close]") && leadsOn(link, shown)
    if (!onward && !link.matches("[data-dialog]")) {
      if (shown && link.matches("[data-dialog-close]")) event.preventDefault()
      return
    }
    event.preventDefault()
    const dialog = shown || dialogFor(link)
    if (!(await open(dialog, link.href))) window.location.assign(link.href)
  })
  document.addEventListener("submit", async (event) => {
    const form = event.target
    const dialog = form.closest("dialog.box")
    if (!dialog) return
    event.preventDefault()
    const { url, options } = sent(form, dialog, event.submitter)
    if (!(await open(dialog, url, options))) {
      form.action = addressOf(form, dialog)
      form.submit()
    }
  })
}

// Small helps for every page; each page works without them.
import { startBulk } from "./bulk.js"
import { startCounters } from "./counter.js"
import { startDialogs } from "./dialog.js"
import { keepDrafts } from "./drafts.js"
import { startKeys } from "./keys.js"
import { startPalette } from "./palette.js"

// A filter form marked data-autosubmit sends itself when a choice changes.
document.addEventListener("change", (event) => {
  const form = event.target.form
  if (form?.matches("[data-autosubmit]") && !event.target.matches("[type=search], [type=text]")) form.requestSubmit()
})

// What came back from the server with errors is read out first.
const focusSummary = (root) => root.querySelector("[data-error-summary]")?.focus()

// A failed fragment request is said in words, in the live region.
const say = () => {
  const region = document.getElementById("messages")
  if (!region) return
  const note = document.createElement("p")
  note.className = "alert alert-danger"
  note.textContent = region.dataset.failed
  region.append(note)
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  say()
})
document.addEventListener("htmx:responseError", say)
document.addEventListener("htmx:sendError", say)
document.addEventListener("htmx:afterSwap", (event) => {
  focusSummary(event.target)
  startCounters(event.target)
})

focusSummary(document)
startCounters(document)
startDialogs(focusSummary)
startPalette()
startKeys()
keepDrafts()
startBulk()

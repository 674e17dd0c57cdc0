// The launch as a marker that is dragged, or moved with the arrow keys: the plan follows.
const form = document.querySelector("[data-plan-form]")
const slider = document.querySelector("[data-plan-slider]")
const range = slider?.querySelector("input")
const DAY = 86_400_000
const FOUR_WEEKS = 28
const WAIT = 200

if (form && range) {
  const date = form.elements.launch
  const from = Date.parse(range.dataset.from)
  const said = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
  let waiting = 0

  const replan = () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => form.dispatchEvent(new Event("replan")), WAIT)
  }
  const follow = () => {
    const day = new Date(from + Number(range.value) * DAY)
    date.value = day.toISOString().slice(0, 10)
    range.setAttribute("aria-valuetext", said.format(day))
    replan()
  }
  range.addEventListener("input", follow)
  range.addEventListener("keydown", (event) => {
    const step = { PageUp: FOUR_WEEKS, PageDown: -FOUR_WEEKS }[event.key]
    if (!step) return
    event.preventDefault()
    range.value = Number(range.value) + step
    follow()
  })
  date.addEventListener("change", () => {
    const days = Math.round((Date.parse(date.value) - from) / DAY)
    if (!(days >= 0 && days <= Number(range.max))) return // the button draws another axis
    range.value = days
    range.setAttribute("aria-valuetext", said.format(new Date(from + days * DAY)))
    replan()
  })
  slider.classList.remove("d-none")
  form.querySelector("[data-plan-hint]").classList.remove("d-none")
}

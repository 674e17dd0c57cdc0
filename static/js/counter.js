// Live count of words and the burden of an ask.
//   <textarea data-counter="words-out" data-limit="200" data-words="{n} of {limit} words" data-over="…">
//   <form data-burden data-burden-limits='{"words": 200, "activities": 2, "attachments": 2, "hours": 2}'>
//     fields marked data-burden-part="words|activities|attachments|hours" (data-burden-count="lines"
//     where each line is one); <output data-burden-out
//     data-light="…" data-medium="…" data-heavy="…">
// The server weighs again; this only saves a round trip.

const wordsIn = (text) => (text.match(/\S+/g) || []).length
const fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name])

function count(area) {
  const out = document.getElementById(area.dataset.counter)
  const limit = Number(area.dataset.limit)
  const words = wordsIn(area.value)
  const over = words > limit
  const pattern = over ? area.dataset.over : area.dataset.words
  out.textContent = fill(pattern, { n: words, limit, over: words - limit })
  out.classList.toggle("over", over)
}

function amount(field) {
  if (field.dataset.burdenCount === "lines") return field.value.split("\n").filter((line) => line.trim()).length
  if (field.matches("textarea")) return wordsIn(field.value)
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked ? 1 : 0
  if (field.matches("[type=file]")) return field.files.length
  if (field.matches("select")) return [...field.selectedOptions].filter((option) => option.value).length
  return Number(field.value) || 0
}

// The same sum as advocacy/policy/burden.py: the worst share counts, softened while all fit.
export function burden(amounts, limits) {
  const shares = Object.entries(limits).map(([part, limit]) => (amounts[part] || 0) / Math.max(limit, 1e-9))
  const worst = Math.max(...shares)
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
  return Math.floor((worst > 1 ? worst : (worst + mean) / 2) * 100)
}

function weigh(form) {
  const out = form.querySelector("[data-burden-out]")
  const amounts = {}
  for (const field of form.querySelectorAll("[data-burden-part]")) {
    const part = field.dataset.burdenPart
    amounts[part] = (amounts[part] || 0) + amount(field)
  }
  const score = burden(amounts, JSON.parse(form.dataset.burdenLimits))
  const level = score <= 50 ? "light" : score <= 100 ? "medium" : "heavy"
  out.textContent = fill(out.dataset[level], { score })
  out.className = `pill ${{ light: "ok", medium: "warn", heavy: "no" }[level]}`
}

export function startCounters(root) {
  for (const area of root.querySelectorAll("textarea[data-counter]")) {
    count(area)
    area.addEventListener("input", () => count(area))
  }
  for (const form of root.querySelectorAll("form[data-burden]")) {
    weigh(form)
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => weigh(form))
  }
}

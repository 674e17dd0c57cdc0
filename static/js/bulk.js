// Ticked rows of a list: how many, and all at once. Without it the ticks are sent just the same.
export function startBulk() {
  const form = document.querySelector("form[data-bulk]")
  if (!form) return
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name=row][form="${form.id}"]`)]
  const all = form.querySelector("#bulk-all")
  const count = form.querySelector("[data-bulk-count]")
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length
    count.textContent = n ? (n === 1 ? form.dataset.one : form.dataset.many.replace("{n}", n)) : form.dataset.none
    all.checked = n > 0 && n === boxes.length
    all.indeterminate = n > 0 && n < boxes.length
  }
  all.closest("[data-bulk-all]").hidden = false
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked
    tell()
  })
  for (const box of boxes) box.addEventListener("change", tell)
  tell()
}

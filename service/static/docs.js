// A field left empty is not asked for: the API refuses blank parameters.
document.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) {
    if (value === "") formData.delete(name);
  }
});

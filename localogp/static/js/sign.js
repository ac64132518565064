// Drawing a signature: lines of points in a field of 1000 × 500, kept as JSON in a hidden field of the form.
"use strict";

function signaturePad(pad) {
  const canvas = pad.querySelector("canvas");
  const field = pad.closest("form").querySelector("[data-sign-drawing]");
  const pen = canvas.getContext("2d");
  let lines = [];
  let line = null;

  // After an error the page comes back with what was drawn.
  try {
    lines = JSON.parse(field.value || "[]");
  } catch {
    field.value = "";
  }

  const stroke = (points) => {
    pen.beginPath();
    pen.moveTo(points[0], points[1]);
    pen.lineTo(points[0], points[1]);
    for (let index = 2; index < points.length; index += 2) pen.lineTo(points[index], points[index + 1]);
    pen.stroke();
  };
  const draw = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#0b2a4a";
    pen.lineWidth = 7;
    pen.lineCap = pen.lineJoin = "round";
    lines.forEach(stroke);
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, limit) => Math.min(limit, Math.max(0, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * 1000, 1000),
      within(((event.clientY - box.top) / box.height) * 500, 500),
    ];
  };

  canvas.addEventListener("pointerdown", (event) => {
    if (line || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    line = point(event);
    stroke(line);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!line) return;
    const [x, y] = point(event);
    const [lastX, lastY] = line.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < 4) return;
    line.push(x, y);
    stroke([lastX, lastY, x, y]);
  });
  const end = () => {
    if (!line) return;
    lines.push(line);
    line = null;
    field.value = JSON.stringify(lines);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  pad.querySelector("[data-sign-clear]").addEventListener("click", () => {
    lines = [];
    field.value = "";
    draw();
  });

  draw();
  pad.hidden = false;
}

for (const pad of document.querySelectorAll("[data-sign-pad]")) signaturePad(pad);

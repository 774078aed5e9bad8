// Whether WebGL here is served by a graphics card. A worker, since a browser that draws in software takes seconds to say so.
const canvas = new OffscreenCanvas(1, 1)
self.postMessage(canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true }) !== null)

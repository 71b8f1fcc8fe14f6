// What computes: WebAssembly, or the graphics processor if it paints the same picture sooner.

const SAME = 0.5 / 255; // mean difference between two pictures that count as the same
const LIBRARY = new URL("library/", import.meta.url).href;
const IMITATED = /swiftshader|llvmpipe|software|basic render/i; // by the processor: slow

// Whether there is a graphics processor, and not a program that only imitates one.
const THERE = {
  async webgpu() {
    const adapter = await globalThis.navigator.gpu?.requestAdapter();
    return Boolean(adapter) && !(adapter.info ?? adapter).isFallbackAdapter;
  },
  async webgl() {
    const context = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    const names = context?.getExtension("WEBGL_debug_renderer_info");
    return Boolean(context) && !IMITATED.test(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  },
};

// TensorFlow.js, computing with WebAssembly.
export async function load() {
  await import(`${LIBRARY}tf-core.es2017.min.js`);
  await import(`${LIBRARY}tf-backend-wasm.es2017.min.js`);
  const tf = globalThis.tf;
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // threads need headers that few servers send
  tf.wasm.setWasmPaths(LIBRARY);
  await tf.setBackend("wasm");
  return tf;
}

async function timed(paint) {
  const began = performance.now();
  const numbers = await paint();
  return { numbers, duration: performance.now() - began };
}

// Go over to the graphics processor if it paints a trial picture as WebAssembly does, but sooner.
// `paint` is a function from nothing to a promise of the painting's numbers.
export async function hasten(tf, paint) {
  const base = await timed(paint);
  for (const name of Object.keys(THERE)) {
    try {
      if (!(await THERE[name]())) continue;
      await import(`${LIBRARY}tf-backend-${name}.es2017.min.js`);
      if (!(await tf.setBackend(name))) continue;
      await paint(); // its programs are made the first time
      const { numbers, duration } = await timed(paint);
      const difference = numbers.reduce((sum, x, k) => sum + Math.abs(x - base.numbers[k]), 0);
      if (difference / numbers.length < SAME && duration < base.duration) return;
    } catch {
      // it is not there after all
    }
  }
  await tf.setBackend("wasm");
}

// Imported before TensorFlow is loaded: without oneDNN it has no dilated depthwise convolution.
process.env.TF_ENABLE_ONEDNN_OPTS = "1";
delete process.env.TF_NUM_INTRAOP_THREADS; // with one thread, oneDNN corrupts memory
delete process.env.TF_NUM_INTEROP_THREADS;

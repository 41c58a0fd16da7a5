"""Who speaks when: voices are told apart with two small networks on onnxruntime, in a process of their own."""

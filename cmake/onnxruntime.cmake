# onnxruntime_headers: ONNX Runtime's headers. Its library is loaded when a model is (klay_beam/inference), so that a
# build for the CPU or for CUDA can be taken; the one that bin/setup fetched is what programs fall back on.
klay_cache_folder(KLAY_ONNXRUNTIME onnxruntime "Where ONNX Runtime lies, as include and lib")
if(NOT EXISTS "${KLAY_ONNXRUNTIME}/include/onnxruntime_cxx_api.h")
  message(FATAL_ERROR "ONNX Runtime is not there; run bin/setup, or set KLAY_ONNXRUNTIME: ${KLAY_ONNXRUNTIME}")
endif()
add_library(onnxruntime_headers INTERFACE)
target_include_directories(onnxruntime_headers SYSTEM INTERFACE "${KLAY_ONNXRUNTIME}/include")
target_link_libraries(onnxruntime_headers INTERFACE ${CMAKE_DL_LIBS})

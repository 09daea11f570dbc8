# klay_onnx_models(TARGET SCRIPT OUTPUTS... [DEPENDS files]): ONNX models that tests run, made by a script in Python, which
# gets the folder to write them to, and made again when it or the other files change. Sets TARGET_FOLDER to it.
klay_wheel(onnx ONNX_WHEEL)
klay_wheel(protobuf PROTOBUF_WHEEL)
klay_wheel(ml_dtypes ML_DTYPES_WHEEL)
klay_wheel(typing_extensions TYPING_EXTENSIONS_WHEEL)
set(ONNX_PYTHONPATH "${ONNX_WHEEL}:${NUMPY_WHEEL}:${PROTOBUF_WHEEL}:${ML_DTYPES_WHEEL}:${TYPING_EXTENSIONS_WHEEL}")

function(klay_onnx_models TARGET SCRIPT)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "" "DEPENDS")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${TARGET}")
  list(TRANSFORM ARG_UNPARSED_ARGUMENTS PREPEND "${folder}/" OUTPUT_VARIABLE outputs)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}"
    COMMAND "${CMAKE_COMMAND}" -E env "PYTHONPATH=${ONNX_PYTHONPATH}"
            /usr/bin/python3 "${CMAKE_CURRENT_SOURCE_DIR}/${SCRIPT}" "${folder}"
    DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${SCRIPT}" ${ARG_DEPENDS}
    VERBATIM)
  add_custom_target(${TARGET} DEPENDS ${outputs})
  set(${TARGET}_FOLDER "${folder}" PARENT_SCOPE)
endfunction()

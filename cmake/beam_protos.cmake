# beam_protos: Beam's protocols as a library of C++ classes, made from the .proto files that bin/setup fetched. Only
# beam/portable and beam/worker link it.
find_package(Protobuf REQUIRED)
find_package(OpenSSL REQUIRED)  # gRPC brings it.
pkg_check_modules(grpc REQUIRED IMPORTED_TARGET grpc++)
find_program(GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

klay_cache_folder(KLAY_BEAM_PROTOS protos "Where Beam's .proto files lie, under org/apache/beam")
if(NOT EXISTS "${KLAY_BEAM_PROTOS}/org/apache/beam")
  message(FATAL_ERROR "Beam's .proto files are not there; run bin/setup, or set KLAY_BEAM_PROTOS: ${KLAY_BEAM_PROTOS}")
endif()

set(model org/apache/beam/model)
set(messages
    ${model}/fn_execution/v1/beam_fn_api ${model}/fn_execution/v1/beam_provision_api
    ${model}/job_management/v1/beam_artifact_api ${model}/job_management/v1/beam_job_api
    ${model}/pipeline/v1/beam_runner_api ${model}/pipeline/v1/endpoints ${model}/pipeline/v1/metrics
    ${model}/pipeline/v1/schema ${model}/pipeline/v1/standard_window_fns)
set(services
    ${model}/fn_execution/v1/beam_fn_api ${model}/fn_execution/v1/beam_provision_api
    ${model}/job_management/v1/beam_artifact_api ${model}/job_management/v1/beam_job_api)

set(generated "${PROJECT_BINARY_DIR}/protos")
set(sources)
foreach(file IN LISTS messages)
  set(plugin)
  set(outputs "${generated}/${file}.pb.cc" "${generated}/${file}.pb.h")
  if(file IN_LIST services)
    set(plugin "--grpc_out=${generated}" "--plugin=protoc-gen-grpc=${GRPC_CPP_PLUGIN}")
    list(APPEND outputs "${generated}/${file}.grpc.pb.cc" "${generated}/${file}.grpc.pb.h")
  endif()
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${generated}"
    COMMAND "${Protobuf_PROTOC_EXECUTABLE}" "--proto_path=${KLAY_BEAM_PROTOS}" "--cpp_out=${generated}" ${plugin}
            "${KLAY_BEAM_PROTOS}/${file}.proto"
    DEPENDS "${KLAY_BEAM_PROTOS}/${file}.proto" "${KLAY_BEAM_PROTOS}/fetched_from"
    VERBATIM)
  list(APPEND sources ${outputs})
endforeach()

add_library(beam_protos STATIC ${sources})
target_include_directories(beam_protos SYSTEM PUBLIC "${generated}")
target_link_libraries(beam_protos PUBLIC PkgConfig::grpc protobuf::libprotobuf)
# Not our code: no warnings, and not worth optimising hard, since no hot loop runs in it.
target_compile_options(beam_protos PRIVATE -w -O1)

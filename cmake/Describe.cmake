# One description of the compute primitives, many files (core/compute/describe/generate.lua says which).
set(describe "${PROJECT_SOURCE_DIR}/core/compute/describe")
set(generated "${PROJECT_BINARY_DIR}/generated")
file(MAKE_DIRECTORY "${generated}/compute" "${generated}/script")
file(GLOB describe_sources CONFIGURE_DEPENDS "${describe}/*.lua")
add_custom_command(
  OUTPUT "${generated}/compute/entries.c" "${generated}/compute/forms.c" "${generated}/compute/forms.h"
         "${generated}/compute/calculations.c" "${generated}/compute/defaults.h" "${generated}/script/calculations.lua"
         "${generated}/script/compute_face.c" "${generated}/script/compute_face.h"
         "${generated}/script/compute_face.lua" "${generated}/script/compute_bindings.c" "${generated}/script/compute_api.lua"
  COMMAND ${LUAJIT_PROGRAM} "${describe}/generate.lua" build "${generated}"
  DEPENDS ${describe_sources} COMMENT "Generating from core/compute/describe" VERBATIM)
add_custom_target(describe_build DEPENDS "${generated}/compute/entries.c" "${generated}/compute/forms.h" "${generated}/script/compute_face.h")
target_sources(fs_compute PRIVATE "${generated}/compute/entries.c" "${generated}/compute/forms.c"
               "${generated}/compute/calculations.c")
target_sources(fs_script PRIVATE "${generated}/script/compute_face.c" "${generated}/script/compute_bindings.c")
add_dependencies(fs_compute describe_build)
add_dependencies(fs_script describe_build)

# The generated Lua as fs_embedded_script_compute_face_lua and fs_embedded_script_compute_api_lua (see cmake/embed.lua).
foreach(name compute_face compute_api calculations)
  add_custom_command(OUTPUT "${generated}/script/${name}_lua.c"
    DEPENDS "${generated}/script/${name}.lua" "${PROJECT_SOURCE_DIR}/cmake/embed.lua"
    COMMAND ${LUAJIT_PROGRAM} "${PROJECT_SOURCE_DIR}/cmake/embed.lua" "${generated}/script/${name}.lua"
            "${generated}/script/${name}_lua.c" "script/${name}.lua" VERBATIM)
  target_sources(fs_script PRIVATE "${generated}/script/${name}_lua.c")
endforeach()

# `cmake --build BUILD --target describe` refreshes what is committed; a test fails while it is stale.
add_custom_target(describe COMMAND ${LUAJIT_PROGRAM} "${describe}/generate.lua" write "${PROJECT_SOURCE_DIR}" VERBATIM)
if(BUILD_TESTING)
  add_test(NAME generated/compute_is_current
    COMMAND ${LUAJIT_PROGRAM} "${describe}/generate.lua" check "${PROJECT_SOURCE_DIR}")
endif()

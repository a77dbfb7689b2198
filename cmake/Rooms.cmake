# fs_room(NAME [floors and libraries...]): the sources of core/NAME as static library fs_NAME.
# A room includes "room/file.h" of its own and of the rooms it names, and <finsmart/*.h>.
function(fs_room name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c"
                                     "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.c")
  list(FILTER sources EXCLUDE REGEX "/main\\.c$")
  if(NOT sources)
    add_library(fs_${name} INTERFACE)
    target_link_libraries(fs_${name} INTERFACE ${ARGN})
    return()
  endif()
  add_library(fs_${name} STATIC ${sources})
  target_include_directories(fs_${name} PUBLIC "${PROJECT_SOURCE_DIR}/core" "${PROJECT_SOURCE_DIR}/api"
                                               "${PROJECT_BINARY_DIR}/generated")
  target_link_libraries(fs_${name} PRIVATE fs_options PUBLIC ${ARGN})
endfunction()

# fs_plugin(NAME [libraries...]): plugins/NAME/*.c as NAME.so that exports finsmart_plugin() only.
function(fs_plugin name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.c"
                                     "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*/*.c")
  add_library(plugin_${name} MODULE ${sources})
  set_target_properties(plugin_${name} PROPERTIES PREFIX "" OUTPUT_NAME ${name}
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/plugins")
  target_include_directories(plugin_${name} PRIVATE "${PROJECT_SOURCE_DIR}/api")
  target_link_libraries(plugin_${name} PRIVATE fs_options ${ARGN})
  install(TARGETS plugin_${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/finsmart/plugins)
endfunction()

# fs_embed(TARGET SYMBOL FILE...): FILE's bytes as `const unsigned char SYMBOL_<stem>[]` and `_len`, compiled into TARGET.
function(fs_embed target)
  foreach(file ${ARGN})
    get_filename_component(path "${file}" ABSOLUTE)
    string(MAKE_C_IDENTIFIER "embedded_${target}_${file}" id)
    set(out "${CMAKE_CURRENT_BINARY_DIR}/${id}.c")
    add_custom_command(OUTPUT "${out}" DEPENDS "${path}" "${PROJECT_SOURCE_DIR}/cmake/embed.lua"
      COMMAND ${LUAJIT_PROGRAM} "${PROJECT_SOURCE_DIR}/cmake/embed.lua" "${path}" "${out}" "${file}" VERBATIM)
    target_sources(${target} PRIVATE "${out}")
  endforeach()
endfunction()

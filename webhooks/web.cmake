# The pages of the program: bundled from TypeScript by build.mjs and embedded into a library.

find_program(NODE node REQUIRED)
find_program(NPM npm REQUIRED)

# The tests bundle with it as well.
set(SPORTELLO_NODE_MODULES ${CMAKE_CURRENT_LIST_DIR}/node_modules/.package-lock.json CACHE INTERNAL "")
set(SPORTELLO_WEB_BUILD ${CMAKE_CURRENT_LIST_DIR}/build.mjs CACHE INTERNAL "")

# npm writes node_modules/.package-lock.json last; it is as new as the installation. Every package is one of the lock
# file, and none runs a script.
add_custom_command(OUTPUT ${SPORTELLO_NODE_MODULES}
  COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${SPORTELLO_NODE_MODULES}
  DEPENDS ${CMAKE_CURRENT_LIST_DIR}/package.json ${CMAKE_CURRENT_LIST_DIR}/package-lock.json
  WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}
  COMMENT "Installing the web build's packages"
  VERBATIM)
add_custom_target(sportello_node_modules DEPENDS ${SPORTELLO_NODE_MODULES})
add_custom_target(sportello_web)

# sportello_web_pages(TARGET NAME FOLDER web FILES index.html console.js …): bundles a folder of pages and puts them
# into TARGET, plain and compressed, as the embedded files NAME ("index.html", "index.html.gz", …). The folder holds
# the sources and a tsconfig.json; build.mjs says what is made from what.
function(sportello_web_pages target name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "FOLDER" "FILES")
  set(from ${CMAKE_CURRENT_SOURCE_DIR}/${arg_FOLDER})
  set(to ${PROJECT_BINARY_DIR}/web/${name})
  set(outputs "")
  foreach(file IN LISTS arg_FILES)
    list(APPEND outputs ${to}/${file} ${to}/${file}.gz)
  endforeach()
  add_custom_command(OUTPUT ${outputs}
    COMMAND ${NODE} ${SPORTELLO_WEB_BUILD} pages --from ${from} --to ${to} --depfile ${to}.d ${arg_FILES}
    DEPENDS ${SPORTELLO_NODE_MODULES} sportello_node_modules
    DEPFILE ${to}.d
    COMMENT "Bundling ${name}"
    VERBATIM)
  add_custom_target(${name}_bundle DEPENDS ${outputs})
  add_dependencies(sportello_web ${name}_bundle)
  sportello_embed(${target} ${name} BASE ${to} ${outputs})
  add_dependencies(${target} ${name}_bundle)
endfunction()

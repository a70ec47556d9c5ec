# What is installed, and the Debian package made of it: ninja -C build/release deb
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

install(TARGETS sportello RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY deploy/profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/sportello)
install(PROGRAMS deploy/package/replicate DESTINATION ${CMAKE_INSTALL_DATADIR}/sportello)
install(FILES deploy/package/sportello.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME sportello)
install(FILES README.md docs/operations.md docs/security.md docs/metrics.md docs/configuration.md docs/profile.md docs/console.md
        docs/customers.md docs/mail.md docs/privacy.md docs/http-traps.md
        deploy/package/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sportello)
install(FILES deploy/nginx.conf deploy/nginx-http.conf deploy/nginx-server.conf deploy/Caddyfile
        deploy/prometheus/sportello.rules.yml deploy/prometheus/dashboard.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sportello/examples)
install(FILES deploy/systemd/sportello.service deploy/systemd/sportello-backup.service
        deploy/systemd/sportello-backup.timer deploy/systemd/sportello-replicate.service
        deploy/systemd/sportello-replicate.timer DESTINATION /lib/systemd/system)
install(FILES deploy/package/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME sportello)
install(FILES deploy/package/sportello.json DESTINATION /etc/sportello
        PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)

# Debian wants the manual and the changelog compressed, and the same bytes from the same sources.
find_program(GZIP gzip REQUIRED)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/package/changelog.Debian @ONLY CONTENT
[[sportello (@PROJECT_VERSION@-1) bookworm; urgency=medium

  * See the project's own history.

 -- The authors of Sportello <sportello@sportello.example>  Sat, 21 Nov 2026 12:00:00 +0000
]])
add_custom_command(
  OUTPUT ${PROJECT_BINARY_DIR}/package/sportello.1.gz ${PROJECT_BINARY_DIR}/package/changelog.Debian.gz
  COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/deploy/package/sportello.1 > package/sportello.1.gz
  COMMAND ${GZIP} -9nc package/changelog.Debian > package/changelog.Debian.gz
  DEPENDS ${PROJECT_SOURCE_DIR}/deploy/package/sportello.1 ${PROJECT_BINARY_DIR}/package/changelog.Debian
  WORKING_DIRECTORY ${PROJECT_BINARY_DIR} VERBATIM)
add_custom_target(package_files ALL DEPENDS ${PROJECT_BINARY_DIR}/package/sportello.1.gz)
install(FILES ${PROJECT_BINARY_DIR}/package/sportello.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${PROJECT_BINARY_DIR}/package/changelog.Debian.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/sportello)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sportello)
set(CPACK_PACKAGE_VENDOR Sportello)
set(CPACK_PACKAGE_CONTACT "The authors of Sportello <sportello@sportello.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "support desk on WhatsApp for one machine")
set(CPACK_PACKAGE_DESCRIPTION
[[Answers a business's WhatsApp number: takes requests down in a form,
opens tickets for operators, answers questions about opening hours. One
process, one SQLite database; it stands behind nginx or Caddy.]])
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, tzdata, ca-certificates, graphicsmagick")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "nginx | caddy")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "rsync, postgresql-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/deploy/package/conffiles ${PROJECT_SOURCE_DIR}/deploy/package/postinst
    ${PROJECT_SOURCE_DIR}/deploy/package/prerm ${PROJECT_SOURCE_DIR}/deploy/package/postrm)
include(CPack)

add_custom_target(deb
  COMMAND ${CMAKE_CPACK_COMMAND} -G DEB --config ${PROJECT_BINARY_DIR}/CPackConfig.cmake -B ${PROJECT_BINARY_DIR}/package
  COMMENT "Making the Debian package in ${PROJECT_BINARY_DIR}/package" VERBATIM)
add_dependencies(deb sportello package_files)

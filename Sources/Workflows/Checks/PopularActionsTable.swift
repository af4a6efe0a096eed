// Made by Tests/Tools/popular-actions.py from the actions' metadata; not to be changed by hand.

extension PopularActions {
    /// `OWNER/NAME[/PATH]`, then for each major version behind a bar: its number, its runtime, and the changes against the
    /// version before: `name` an input, `!name` one that must be given, `~name` a deprecated one, `:name` an output,
    /// `-` in front of what is gone.
    static let table = """
        actions-rs/toolchain | 1 node12 :cargo :rustc :rustc_hash :rustup components default override profile target toolchain
        actions/attest | 0 node20 !predicate-type :bundle-path github-token predicate predicate-path push-to-registry subject-digest
         subject-name subject-path | 1 node20 show-summary | 2 node20 :attestation-id :attestation-url subject-checksums | 3 node24 | 4
         node24 :storage-record-ids create-storage-record predicate-type sbom-path subject-version -!predicate-type
        actions/attest-build-provenance | 0 composite :bundle-path github-token push-to-registry subject-digest subject-name
         subject-path | 1 composite show-summary | 2 composite :attestation-id :attestation-url subject-checksums | 3 composite | 4
         composite :storage-record-ids create-storage-record predicate predicate-path predicate-type
        actions/cache | 0 node12 !key !path :cache-hit restore-keys | 1 node12 | 2 node12 upload-chunk-size | 3 node16
         enableCrossOsArchive fail-on-cache-miss lookup-only | 4 node20 ~save-always | 5 node24
        actions/cache/restore | 3 node16 !key !path :cache-hit :cache-matched-key :cache-primary-key enableCrossOsArchive
         fail-on-cache-miss lookup-only restore-keys | 4 node20 | 5 node24
        actions/cache/save | 3 node16 !key !path enableCrossOsArchive upload-chunk-size | 4 node20 | 5 node24
        actions/checkout | 1 plugin clean fetch-depth lfs path ref repository submodules token | 2 node12 allow-unsafe-pr-checkout
         persist-credentials set-safe-directory ssh-key ssh-known-hosts ssh-strict | 3 node16 fetch-tags github-server-url
         sparse-checkout sparse-checkout-cone-mode | 4 node20 :commit :ref filter show-progress ssh-user | 5 node24 | 6 node24 | 7
         node24
        actions/configure-pages | 0 node16 :base_path :base_url :host :origin static_site_generator token | 1 node16 enablement
         generator_config_file | 2 node16 | 3 node16 | 4 node20 | 5 node20
        actions/create-github-app-token | 1 node20 :app-slug :installation-id :token app-id github-api-url owner permission-actions
         permission-administration permission-checks permission-codespaces permission-contents permission-dependabot-secrets
         permission-deployments permission-email-addresses permission-environments permission-followers permission-git-ssh-keys
         permission-gpg-keys permission-interaction-limits permission-issues permission-members permission-metadata
         permission-organization-administration permission-organization-announcement-banners
         permission-organization-copilot-seat-management permission-organization-custom-org-roles
         permission-organization-custom-properties permission-organization-custom-roles permission-organization-events
         permission-organization-hooks permission-organization-packages permission-organization-personal-access-token-requests
         permission-organization-personal-access-tokens permission-organization-plan permission-organization-projects
         permission-organization-secrets permission-organization-self-hosted-runners permission-organization-user-blocking
         permission-packages permission-pages permission-profile permission-pull-requests permission-repository-custom-properties
         permission-repository-hooks permission-repository-projects permission-secret-scanning-alerts permission-secrets
         permission-security-events permission-single-file permission-starring permission-statuses permission-team-discussions
         permission-vulnerability-alerts permission-workflows private-key repositories skip-token-revoke ~app_id ~private_key
         ~skip_token_revoke | 2 node20 !app-id !private-key permission-custom-properties-for-organizations
         permission-enterprise-custom-properties-for-organizations -app-id -private-key -~app_id -~private_key -~skip_token_revoke | 3
         node24 client-id permission-artifact-metadata permission-attestations permission-discussions permission-merge-queues ~app-id
         -!app-id
        actions/create-release | 1 node12 !release_name !tag_name :html_url :id :upload_url body body_path commitish draft owner
         prerelease repo
        actions/delete-package-versions | 1 node12 num-old-versions-to-delete owner package-name package-version-ids repo token | 2
         node12 delete-only-pre-release-versions ignore-versions min-versions-to-keep | 3 node16 | 4 node16 !package-name !package-type
         delete-only-untagged-versions -package-name -repo | 5 node20
        actions/dependency-review-action | 1 node16 repo-token | 2 node16 allow-ghsas allow-licenses base-ref config-file deny-licenses
         fail-on-scopes fail-on-severity head-ref | 3 node16 allow-dependencies-licenses comment-summary-in-pr deny-groups deny-packages
         external-repo-token license-check retry-on-snapshot-warnings retry-on-snapshot-warnings-timeout vulnerability-check | 4 node20
         :comment-content :denied-changes :dependency-changes :invalid-license-changes :vulnerable-changes show-openssf-scorecard
         show-patched-versions warn-on-openssf-scorecard-level warn-only
        actions/deploy-pages | 1 node16 :page_url artifact_name error_count preview reporting_interval timeout token ~conclusion
         ~emit_telemetry | 2 node16 -~conclusion -~emit_telemetry | 3 node20 | 4 node20 | 5 node24
        actions/download-artifact | 1 plugin !name path | 2 node12 name -!name | 3 node16 | 4 node20 :download-path artifact-ids
         github-token merge-multiple pattern repository run-id | 5 node20 | 6 node20 | 7 node24 | 8 node24 digest-mismatch
         skip-decompress
        actions/first-interaction | 1 docker !repo-token issue-message pr-message | 2 node20 issue_message pr_message repo_token
         -!repo-token -issue-message -pr-message | 3 node24
        actions/github-script | 0 node12 !script :result debug github-token previews result-encoding user-agent | 1 node12 | 2 node12 |
         3 node12 | 4 node12 | 5 node12 | 6 node16 retries retry-exempt-status-codes | 7 node20 base-url | 8 node24
        actions/labeler | 2 node12 configuration-path repo-token sync-labels | 3 node12 | 4 node16 :all-labels :new-labels dot pr-number
         | 5 node20 | 6 node24 | 7 node24
        actions/setup-dotnet | 1 node12 config-file dotnet-version include-prerelease owner source-url | 2 node16 global-json-file | 3
         node16 :cache-hit :dotnet-version cache cache-dependency-path dotnet-quality -include-prerelease | 4 node20 | 5 node24
         architecture dotnet-channel workloads | 6 node24
        actions/setup-go | 1 node12 go-version ~version | 2 node12 check-latest stable token -~version | 3 node16 :cache-hit :go-version
         architecture cache cache-dependency-path go-version-file -stable | 4 node16 | 5 node20 | 6 node24 go-download-base-url | 7
         node24
        actions/setup-java | 1 node12 !java-version :path :version architecture gpg-passphrase gpg-private-key java-package jdkFile
         server-id server-password server-username settings-path | 2 node12 !distribution :distribution cache check-latest job-status
         overwrite-settings | 3 node16 :cache-hit java-version java-version-file mvn-toolchain-id mvn-toolchain-vendor token
         -!java-version | 4 node20 cache-dependency-path | 5 node24 :cache-primary-key distribution jdk-file set-default
         show-download-progress verify-signature verify-signature-public-key ~jdkFile -!distribution -jdkFile
        actions/setup-node | 1 node12 always-auth node-version registry-url scope ~version | 2 node12 :cache-hit architecture cache
         cache-dependency-path check-latest node-version-file token | 3 node16 :node-version -~version | 4 node20 mirror mirror-token |
         5 node24 package-manager-cache | 6 node24 -always-auth | 7 node24 :cache-matched-key :cache-primary-key
        actions/setup-python | 1 node12 :python-version architecture python-version | 2 node12 cache cache-dependency-path token | 3
         node16 :cache-hit | 4 node16 :python-path allow-prereleases check-latest python-version-file update-environment | 5 node20
         freethreaded | 6 node24 pip-install pip-version | 7 node24 -pip-install
        actions/stale | 1 node12 !repo-token days-before-close days-before-stale exempt-issue-label exempt-pr-label operations-per-run
         stale-issue-label stale-issue-message stale-pr-label stale-pr-message | 2 node12 debug-only exempt-issue-labels
         exempt-pr-labels only-labels -exempt-issue-label -exempt-pr-label | 3 node12 any-of-issue-labels any-of-labels any-of-pr-labels
         ascending close-issue-label close-issue-message close-pr-label close-pr-message days-before-issue-close days-before-issue-stale
         days-before-pr-close days-before-pr-stale delete-branch enable-statistics exempt-all-assignees exempt-all-issue-assignees
         exempt-all-issue-milestones exempt-all-milestones exempt-all-pr-assignees exempt-all-pr-milestones exempt-assignees
         exempt-issue-assignees exempt-issue-milestones exempt-milestones exempt-pr-assignees exempt-pr-milestones only-issue-labels
         only-pr-labels remove-issue-stale-when-updated remove-pr-stale-when-updated remove-stale-when-updated repo-token
         skip-stale-issue-message skip-stale-pr-message start-date -!repo-token | 4 node12 :closed-issues-prs :staled-issues-prs
         exempt-draft-pr ignore-issue-updates ignore-pr-updates ignore-updates labels-to-add-when-unstale labels-to-remove-when-unstale
         -skip-stale-issue-message -skip-stale-pr-message | 5 node16 close-issue-reason include-only-assigned | 6 node16 | 7 node16 | 8
         node16 labels-to-remove-when-stale | 9 node20 | 10 node24 only-issue-types sort-by
        actions/upload-artifact | 1 plugin !name !path | 2 node12 if-no-files-found name retention-days -!name | 3 node16
         include-hidden-files | 4 node20 :artifact-digest :artifact-id :artifact-url compression-level overwrite | 5 node20 | 6 node24 |
         7 node24 archive
        actions/upload-pages-artifact | 0 composite path retention-days | 1 composite name | 2 composite | 3 composite :artifact_id | 4
         composite | 5 composite include-hidden-files
        actions/upload-release-asset | 1 node12 !asset_content_type !asset_name !asset_path !upload_url :browser_download_url
        amannn/action-semantic-pull-request | 1 node12 | 2 node12 requireScope scopes types | 3 node12 githubBaseUrl subjectPattern
         subjectPatternError validateSingleCommit wip | 4 node12 disallowScopes headerPattern headerPatternCorrespondence ignoreLabels
         validateSingleCommitMatchesPrTitle | 5 node20 | 6 node24
        aquasecurity/trivy-action | 0 composite cache cache-dir docker-host exit-code format github-pat hide-progress ignore-policy
         ignore-unfixed image-ref input limit-severities-for-sarif list-all-pkgs output scan-ref scan-type scanners severity skip-dirs
         skip-files skip-setup-trivy template tf-vars timeout token-setup-trivy trivy-config trivyignores version vuln-type
        astral-sh/setup-uv | 1 node20 :cache-hit :uv-version cache-dependency-glob cache-local-path cache-suffix checksum enable-cache
         github-token version | 2 node20 | 3 node20 prune-cache tool-bin-dir tool-dir | 4 node20 ignore-nothing-to-cache python-version
         | 5 node20 :uv-path :uvx-path ignore-empty-workdir pyproject-file uv-file | 6 node20 activate-environment add-problem-matchers
         manifest-file restore-cache save-cache server-url version-file working-directory -pyproject-file -uv-file | 7 node24 :cache-key
         :python-cache-hit :python-version :venv cache-python resolution-strategy venv-path -server-url | 8 node24
         download-from-astral-mirror no-project quiet | 9 node24 | 10 node24
        aws-actions/amazon-ecr-login | 1 node16 :registry http-proxy mask-password registries registry-type skip-logout | 2 node24
        aws-actions/configure-aws-credentials | 1 node12 !aws-region :aws-account-id audience aws-access-key-id aws-secret-access-key
         aws-session-token mask-aws-account-id role-duration-seconds role-external-id role-session-name role-skip-session-tagging
         role-to-assume web-identity-token-file | 2 node16 http-proxy inline-session-policy managed-session-policies role-chaining | 3
         node16 :aws-access-key-id :aws-secret-access-key :aws-session-token disable-retry output-credentials retry-max-attempts
         special-characters-workaround unset-current-credentials | 4 node20 :aws-expiration output-env-credentials
         use-existing-credentials | 5 node20 action-timeout-s allowed-account-ids force-skip-oidc no-proxy | 6 node24 aws-profile
         custom-tags overwrite-aws-profile sts-endpoint transitive-tag-keys
        azure/login | 1 node16 allow-no-subscriptions audience auth-type client-id creds enable-AzPSSession environment subscription-id
         tenant-id | 2 node20 | 3 node24
        cachix/install-nix-action | 1 node12 | 2 node12 | 3 node12 | 4 node12 | 5 node12 | 6 node12 | 7 node12 | 8 node12 | 9 node12
         install_url skip_adding_nixpkgs_channel | 10 node12 nix_path | 11 node12 extra_nix_config -skip_adding_nixpkgs_channel | 12
         node12 | 13 node12 install_options | 14 node12 | 15 node12 | 16 node12 | 17 node12 | 18 composite | 19 composite
         github_access_token | 20 composite | 21 composite | 22 composite | 23 composite | 24 composite enable_kvm | 25 composite | 26
         composite | 27 composite | 29 composite | 30 composite | 31 composite set_as_trusted_user
        codecov/codecov-action | 0 docker file flags name token | 1 node12 aws_curl_args codecov_curl_args commit_parent directory
         env_vars fail_ci_if_error files functionalities gcov_args gcov_executable gcov_path_exclude gcov_path_include gcov_prefix
         gcov_root_dir move_coverage_to_trash network_filter override_branch override_build override_commit override_pr override_tag
         path_to_write_report root_dir verbose working-directory xcode_derived_data xcode_package | 2 node12 dry_run os slug url version
         -aws_curl_args -codecov_curl_args -gcov_args -gcov_executable -gcov_path_exclude -gcov_path_include -gcov_prefix -gcov_root_dir
         -network_filter -path_to_write_report -xcode_derived_data -xcode_package | 3 node16 full_report gcov gcov_args gcov_executable
         gcov_ignore gcov_include network_filter network_prefix swift swift_project upstream_proxy xcode xcode_archive_path xtra_args |
         4 node20 codecov_yml_path disable_file_fixes disable_safe_directory disable_search exclude git_service handle_no_reports_found
         job_code override_build_url plugin plugins report_code use_legacy_upload_endpoint use_oidc -full_report -functionalities -gcov
         -gcov_args -gcov_executable -gcov_ignore -gcov_include -move_coverage_to_trash -override_tag -swift -swift_project
         -upstream_proxy -xcode -xcode_archive_path -xtra_args | 5 composite base_sha binary disable_telem force gcov_args
         gcov_executable gcov_ignore gcov_include recurse_submodules report_type run_command skip_validation swift_project use_pypi
         -file -plugin
        conda-incubator/setup-miniconda | 1 node12 activate-environment add-anaconda-token add-pip-as-python-dependency allow-softlinks
         architecture auto-activate-base auto-update-conda channel-alias channel-priority channels conda-build-version conda-version
         condarc-file environment-file installer-url mamba-version miniconda-version python-version remove-profiles show-channel-urls
         use-only-tar-bz2 | 2 node16 :environment-file :environment-file-content :environment-file-was-patched
         clean-patched-environment-file miniforge-variant miniforge-version run-post use-mamba | 3 node20 auto-activate
         conda-remove-defaults conda-solver installation-dir pkgs-dirs | 4 node24 run-init
        denoland/setup-deno | 1 node20 :deno-version :is-canary :release-channel deno-binary-name deno-version deno-version-file | 2
         node24 :cache-hit cache cache-hash -:is-canary
        dessant/lock-threads | 2 node12 :issues :prs github-token issue-exclude-created-before issue-exclude-labels issue-lock-comment
         issue-lock-inactive-days issue-lock-labels issue-lock-reason pr-exclude-created-before pr-exclude-labels pr-lock-comment
         pr-lock-inactive-days pr-lock-labels pr-lock-reason process-only | 3 node12 add-issue-labels add-pr-labels
         exclude-any-issue-labels exclude-any-pr-labels exclude-issue-closed-after exclude-issue-closed-before
         exclude-issue-closed-between exclude-issue-created-after exclude-issue-created-before exclude-issue-created-between
         exclude-pr-closed-after exclude-pr-closed-before exclude-pr-closed-between exclude-pr-created-after exclude-pr-created-before
         exclude-pr-created-between include-all-issue-labels include-all-pr-labels include-any-issue-labels include-any-pr-labels
         issue-comment issue-inactive-days log-output pr-comment pr-inactive-days remove-issue-labels remove-pr-labels
         -issue-exclude-created-before -issue-exclude-labels -issue-lock-comment -issue-lock-inactive-days -issue-lock-labels
         -pr-exclude-created-before -pr-exclude-labels -pr-lock-comment -pr-lock-inactive-days -pr-lock-labels | 4 node16 | 5 node20
         :discussions add-discussion-labels discussion-comment discussion-inactive-days exclude-any-discussion-labels
         exclude-discussion-closed-after exclude-discussion-closed-before exclude-discussion-closed-between
         exclude-discussion-created-after exclude-discussion-created-before exclude-discussion-created-between
         include-all-discussion-labels include-any-discussion-labels remove-discussion-labels | 6 node24
        docker/bake-action | 1 node12 !files :metadata builder load no-cache pull push set targets | 2 node16 source workdir | 3 node16
         provenance sbom | 4 node20 files github-token -!files | 5 node20 allow | 6 node20 call | 7 node24 -workdir
        docker/build-push-action | 1 docker !repository add_git_labels always_pull build_args cache_froms dockerfile labels password
         path push registry tag_with_ref tag_with_sha tags target username | 2 node12 :digest :imageid :metadata add-hosts allow
         build-args build-contexts builder cache-from cache-to cgroup-parent context file github-token load network no-cache outputs
         platforms pull secret-files secrets shm-size ssh ulimit -!repository -add_git_labels -always_pull -build_args -cache_froms
         -dockerfile -password -path -registry -tag_with_ref -tag_with_sha -username | 3 node16 attests no-cache-filters provenance sbom
         | 4 node16 | 5 node20 annotations secret-envs | 6 node20 call | 7 node24
        docker/login-action | 1 node12 ecr logout password registry username | 2 node16 | 3 node20 registry-auth scope | 4 node24
        docker/metadata-action | 1 node12 !images :bake-file :labels :tags :version github-token label-custom sep-labels sep-tags
         tag-custom tag-custom-only tag-edge tag-edge-branch tag-latest tag-match tag-match-group tag-schedule tag-semver tag-sha
         ~tag-match-latest | 2 node12 bake-target flavor labels tags -label-custom -tag-custom -tag-custom-only -tag-edge
         -tag-edge-branch -tag-latest -tag-match -tag-match-group -tag-schedule -tag-semver -tag-sha -~tag-match-latest | 3 node12 :json
         | 4 node16 context | 5 node20 :annotations :bake-file-annotations :bake-file-labels :bake-file-tags :tag-names annotations
         images sep-annotations -!images | 6 node24
        docker/setup-buildx-action | 1 node12 :driver :endpoint :flags :name :platforms :status buildkitd-flags config config-inline
         driver driver-opts endpoint install use version | 2 node16 :nodes append cleanup platforms | 3 node20 buildkitd-config
         buildkitd-config-inline cache-binary keep-state name ~config ~config-inline ~install -config -config-inline -install | 4 node24
         -~config -~config-inline -~install
        docker/setup-qemu-action | 1 node12 :platforms image platforms | 2 node16 | 3 node20 cache-image | 4 node24 reset
        dorny/paths-filter | 1 node12 !filters token | 2 node16 :changes base initial-fetch-depth list-files ref working-directory | 3
         node20 predicate-quantifier | 4 node24
        enricomi/publish-unit-test-result-action | 1 docker !files :json check_name check_run_annotations check_run_annotations_branch
         comment_mode comment_on_pr comment_title commit compare_to_earlier_commit deduplicate_classes_by_file_name event_file
         event_name fail_on github_retries github_token hide_comments ignore_runs job_summary json_file json_thousands_separator
         pull_request_build report_individual_runs seconds_between_github_reads seconds_between_github_writes test_changes_limit
         time_unit | 2 docker action_fail action_fail_on_inconclusive check_run files json_suite_details json_test_case_results
         large_files report_suite_logs search_pull_requests secondary_rate_limit_wait_seconds ssl_verify test_file_prefix
         ~github_token_actor ~junit_files ~nunit_files ~trx_files ~xunit_files -!files -comment_on_pr -hide_comments
        github/codeql-action/analyze | 1 node12 :db-locations :sarif-id add-snippets category check_name checkout_path cleanup-level
         expect-error matrix output ram ref sha skip-queries threads token upload upload-database wait-for-processing | 2 node16
         :sarif-output ~add-snippets -add-snippets | 3 node20 post-processed-sarif-path | 4 node24
        github/codeql-action/autobuild | 1 node12 matrix token working-directory | 2 node16 | 3 node20 | 4 node24
        github/codeql-action/init | 1 node12 :codeql-path config-file db-location debug debug-artifact-name debug-database-name
         external-repository-token languages matrix packs queries ram registries setup-python-dependencies source-root threads token
         tools trap-caching | 2 node16 :codeql-version build-mode config dependency-caching | 3 node20 analysis-kinds check-run-id
         quality-queries | 4 node24
        github/codeql-action/upload-sarif | 1 node12 :sarif-id category checkout_path matrix ref sarif_file sha token
         wait-for-processing | 2 node16 | 3 node20 :sarif-ids | 4 node24
        golangci/golangci-lint-action | 0 node12 !github-token !version args | 1 node12 github-token only-new-issues working-directory
         -!github-token | 2 node12 skip-build-cache skip-go-installation skip-pkg-cache version -!version | 3 node16 install-mode
         skip-cache -skip-go-installation | 4 node20 | 5 node20 annotations cache-invalidation-interval skip-save-cache
         -skip-build-cache -skip-pkg-cache | 6 node20 problem-matchers verify -annotations | 7 node20 | 8 node20 | 9 node24 debug
         experimental install-only version-file
        google-github-actions/auth | 0 node16 :access_token :access_token_expiration :credentials_file_path :id_token :project_id
         access_token_lifetime access_token_scopes access_token_subject audience backoff backoff_limit cleanup_credentials
         create_credentials_file credentials_json delegates export_environment_variables id_token_audience id_token_include_email
         project_id retries service_account token_format workload_identity_provider | 1 node16 | 2 node20 :auth_token request_reason
         universe ~backoff ~backoff_limit ~retries -:access_token_expiration -backoff -backoff_limit -retries | 3 node24 -~backoff
         -~backoff_limit -~retries
        google-github-actions/setup-gcloud | 0 node16 cleanup_credentials credentials_file_path export_default_credentials
         install_components project_id service_account_email service_account_key version | 1 node16 skip_install -cleanup_credentials
         -credentials_file_path -export_default_credentials -service_account_email -service_account_key | 2 node20 :version
         skip_tool_cache | 3 node24 cache -skip_tool_cache
        goreleaser/goreleaser-action | 0 node12 args key version | 1 node12 workdir ~key -key | 2 node12 :artifacts :metadata
         distribution install-only -~key | 3 node16 | 4 node16 | 5 node20 | 6 node20 | 7 node24 version-file
        gradle/actions/setup-gradle | 0 composite :build-scan-url :dependency-graph-file :gradle-version add-job-summary
         add-job-summary-as-pr-comment artifact-retention-days cache-disabled cache-encryption-key cache-overwrite-existing
         cache-read-only cache-write-only dependency-graph dependency-graph-continue-on-failure github-token gradle-home-cache-cleanup
         gradle-home-cache-excludes gradle-home-cache-includes gradle-version workflow-job-context | 3 node20 arguments
         build-root-directory build-scan-publish build-scan-terms-of-service-agree build-scan-terms-of-service-url
         build-scan-terms-of-use-agree build-scan-terms-of-use-url develocity-access-key develocity-allow-untrusted-server
         develocity-capture-file-fingerprints develocity-ccud-plugin-version develocity-enforce-url develocity-injection-enabled
         develocity-plugin-version develocity-token-expiry develocity-url generate-job-summary gradle-home-cache-strict-match
         gradle-plugin-repository-password gradle-plugin-repository-url gradle-plugin-repository-username validate-wrappers | 4 node20
         allow-snapshot-wrappers cache-cleanup dependency-graph-exclude-configurations dependency-graph-exclude-projects
         dependency-graph-include-configurations dependency-graph-include-projects dependency-graph-report-dir -build-root-directory
         -build-scan-terms-of-service-agree -build-scan-terms-of-service-url -generate-job-summary | 5 node24 | 6 node24 cache-provider
        hashicorp/setup-terraform | 1 node12 cli_config_credentials_hostname cli_config_credentials_token terraform_version
         terraform_wrapper | 2 node16 | 3 node20 | 4 node24
        helm/kind-action | 1 node24 cloud_provider cluster_name config ignore_failed_clean install_only kubeconfig kubectl_version
         node_image registry registry_enable_delete registry_image registry_name registry_port verbosity version wait
        jamesives/github-pages-deploy-action | 2 docker | 3 node12 !BRANCH !FOLDER :DEPLOYMENT_STATUS ACCESS_TOKEN BASE_BRANCH CLEAN
         CLEAN_EXCLUDE COMMIT_MESSAGE GITHUB_TOKEN GIT_CONFIG_EMAIL GIT_CONFIG_NAME LFS PRESERVE REPOSITORY_NAME SILENT SINGLE_COMMIT
         SSH TARGET_FOLDER WORKSPACE | 4 node20 !folder :deployment-status branch clean clean-exclude commit-message dry-run force
         git-config-email git-config-name repository-name silent single-commit ssh-key tag target-folder token -!BRANCH -!FOLDER
         -:DEPLOYMENT_STATUS -ACCESS_TOKEN -BASE_BRANCH -CLEAN -CLEAN_EXCLUDE -COMMIT_MESSAGE -GITHUB_TOKEN -GIT_CONFIG_EMAIL
         -GIT_CONFIG_NAME -LFS -PRESERVE -REPOSITORY_NAME -SILENT -SINGLE_COMMIT -SSH -TARGET_FOLDER -WORKSPACE
        microsoft/setup-msbuild | 1 node16 :msbuildPath msbuild-architecture vs-prerelease vs-version vswhere-path | 2 node20 | 3 node24
        msys2/setup-msys2 | 0 node12 install msystem path-type update | 1 node12 cache release | 2 node24 :msys2-location location
         pacboy platform-check-severity
        mxschmitt/action-tmate | 1 node12 | 2 node12 | 3 node20 :ssh-address :ssh-command :web-url connect-timeout-seconds detached
         github-token install-dependencies limit-access-to-actor msys2-location sudo tmate-server-ed25519-fingerprint tmate-server-host
         tmate-server-port tmate-server-rsa-fingerprint
        ncipollo/release-action | 1 node24 :assets :html_url :id :tarball_url :upload_url :zipball_url allowUpdates artifactContentType
         artifactErrorsFailBuild artifacts body bodyFile commit discussionCategory draft generateReleaseNotes
         generateReleaseNotesPreviousTag immutableCreate makeLatest name omitBody omitBodyDuringUpdate omitDraftDuringUpdate omitName
         omitNameDuringUpdate omitPrereleaseDuringUpdate owner prerelease removeArtifacts replacesArtifacts repo skipIfReleaseExists tag
         token updateOnlyUnreleased ~artifact
        nick-fields/retry | 1 node12 !command !timeout_minutes max_attempts polling_interval_seconds retry_wait_seconds | 2 node16
         :exit_code :exit_error :total_attempts continue_on_error new_command_on_retry on_retry_command retry_on retry_on_exit_code
         shell timeout_minutes timeout_seconds warning_on_retry -!timeout_minutes | 3 node20 | 4 node24
        ossf/scorecard-action | 0 docker !repo_token !results_file !results_format publish_results | 1 docker internal_default_token
         repo_token -!repo_token | 2 docker file_mode internal_publish_base_url
        oven-sh/setup-bun | 0 node16 :bun-version bun-version custom-download-url github-token misc-test-builds repository | 1 node20
         :bun-revision :cache-hit bun-download-url no-cache registry-url scope -custom-download-url -github-token -misc-test-builds
         -repository | 2 node24 :bun-download-url :bun-path bun-version-file registries token ~registry-url ~scope -registry-url -scope
        peaceiris/actions-gh-pages | 2 docker commitMessage emptyCommits forceOrphan keepFiles tagMessage tagName tagOverwrite useremail
         username | 3 node16 allow_empty_commit cname commit_message deploy_key destination_dir disable_nojekyll enable_jekyll
         exclude_assets external_repository force_orphan full_commit_message github_token keep_files personal_token publish_branch
         publish_dir tag_message tag_name user_email user_name -commitMessage -emptyCommits -forceOrphan -keepFiles -tagMessage -tagName
         -tagOverwrite -useremail -username | 4 node24
        peter-evans/create-or-update-comment | 1 node12 :comment-id body comment-id edit-mode issue-number reaction-type reactions
         repository token | 2 node16 body-file | 3 node16 append-separator body-path reactions-edit-mode -reaction-type | 4 node20 | 5
         node24
        peter-evans/create-pull-request | 1 node12 !token :pr_number assignees author-email author-name base body branch branch-suffix
         commit-message committer-email committer-name labels milestone project project-column reviewers team-reviewers title | 2 node12
         :pull-request-number author committer draft path request-to-parent token -!token -:pr_number -author-email -author-name
         -committer-email -committer-name | 3 node12 :pull-request-head-sha :pull-request-operation :pull-request-url add-paths
         delete-branch push-to-fork signoff -project -project-column -request-to-parent | 4 node16 | 5 node16 body-path | 6 node20
         :pull-request-branch git-token | 7 node20 branch-token maintainer-can-modify sign-commits -git-token | 8 node24
        peter-evans/repository-dispatch | 1 node12 !event-type !token client-payload repository | 2 node16 token -!token | 3 node20 | 4
         node24
        pnpm/action-setup | 1 node12 !version bin_dest dest registry | 2 node16 package_json_file run_install standalone version
         -!version -bin_dest -registry | 3 node20 | 4 node20
        pyo3/maturin-action | 1 node24 args before-script-linux command container docker-options host-home-mount manylinux
         maturin-version rust-toolchain rustup-components sccache target token working-directory
        pypa/gh-action-pypi-publish | 1 docker packages-dir password print-hash repository-url skip-existing user verbose
         verify-metadata ~packages_dir ~print_hash ~repository_url ~skip_existing ~verify_metadata
        release-drafter/release-drafter | 5 node16 :body :html_url :id :major_version :minor_version :name :patch_version
         :resolved_version :tag_name :upload_url commitish config-name disable-autolabeler disable-releaser footer header latest name
         prerelease prerelease-identifier publish tag version | 6 node20 include-pre-releases initial-commits-since | 7 node24 dry-run
         filter-by-range token -disable-autolabeler -disable-releaser -initial-commits-since
        ruby/setup-ruby | 1 node24 :ruby-prefix bundler bundler-cache cache-version ruby-version rubygems self-hosted token
         windows-toolchain working-directory
        shivammathur/setup-php | 1 node12 coverage extensions ini-values php-version tools ~extension-csv ~ini-values-csv ~pecl | 2
         node24 :php-version github-token ini-file php-version-file -~extension-csv -~ini-values-csv -~pecl
        sigstore/cosign-installer | 0 composite cosign-release | 1 composite | 2 composite install-dir use-sudo | 3 composite | 4
         composite
        slackapi/slack-github-action | 1 node20 :channel_id :thread_ts :time :ts channel-id payload payload-delimiter payload-file-path
         payload-file-path-parsed slack-message update-ts | 2 node20 :ok :response api errors method payload-templated proxy retries
         token webhook webhook-type -channel-id -payload-file-path-parsed -slack-message -update-ts | 3 node24 | 4 node24
        softprops/action-gh-release | 0 node16 :assets :id :upload_url :url append_body body body_path discussion_category_name draft
         fail_on_unmatched_files files generate_release_notes name prerelease repository tag_name target_commitish token | 1 node16 | 2
         node20 make_latest overwrite_files preserve_order previous_tag working_directory | 3 node24
        stefanzweifel/git-auto-commit-action | 2 docker !branch !commit_message commit_options file_pattern repository | 3 docker branch
         commit_author commit_user_email commit_user_name -!branch | 4 node16 :changes_detected :commit_hash add_options commit_message
         create_branch disable_globbing internal_git_binary push_options skip_checkout skip_dirty_check skip_fetch status_options
         tagging_message -!commit_message | 5 node20 :create_git_tag_only create_git_tag_only | 6 node20 | 7 node24 after_add_hook
         after_commit_hook after_push_hook after_tag_hook before_add_hook before_commit_hook before_push_hook before_tag_hook
         disable_pull_request_target_trigger_warning skip_push tag_name
        subosito/flutter-action | 1 node12 channel flutter-version | 2 composite :ARCHITECTURE :CACHE-HIT :CACHE-KEY :CACHE-PATH
         :CHANNEL :GIT_SOURCE :PUB-CACHE-HIT :PUB-CACHE-KEY :PUB-CACHE-PATH :VERSION architecture cache cache-key cache-path dry-run
         flutter-version-file git-source pub-cache pub-cache-key pub-cache-path
        swatinem/rust-cache | 1 node12 :cache-hit cache-on-failure key sharedKey target-dir working-directory | 2 node24 add-job-id-key
         add-rust-environment-hash-key cache-all-crates cache-bin cache-directories cache-provider cache-targets cache-workspace-crates
         cmd-format env-vars lookup-only prefix-key save-if shared-key workspaces -sharedKey -target-dir -working-directory
        tj-actions/changed-files | 1 composite :added_files :all_changed_files :changed_files :copied_files :deleted_files
         :modified_files :renamed_files :unknown_files :unmerged_files separator | 2 composite | 3 composite | 4 composite
         :all_modified_files | 5 composite :all_changed :any_changed files | 6 docker token -:all_changed | 7 docker | 8 composite | 9
         composite :only_changed :other_changed_files :type_changed_files base_sha files_from_source_file sha -:changed_files | 10
         composite :all_changed_and_modified_files :any_deleted :only_deleted :other_deleted_files path -:all_changed_files | 11
         composite since_last_remote_commit | 12 composite :all_changed_files :any_modified :only_modified :other_modified_files | 13
         composite | 14 composite | 15 composite files_ignore files_ignore_from_source_file files_ignore_separator files_separator | 16
         composite use_fork_point | 17 composite | 18 composite | 19 composite quotepath | 20 composite :all_old_new_renamed_files
         old_new_files_separator old_new_separator | 21 composite include_all_old_new_renamed_files | 22 composite | 23 composite
         diff_relative dir_names | 24 composite | 25 composite json | 26 composite | 27 composite | 28 composite since until | 29
         composite -token | 30 composite -use_fork_point | 31 composite -since_last_remote_commit | 32 composite
         target_branch_fetch_depth | 33 composite | 34 composite dir_names_max_depth fetch_depth max_fetch_depth
         since_last_remote_commit -target_branch_fetch_depth | 35 composite dir_names_exclude_root json_raw_format match_directories
         output_dir write_output_files -max_fetch_depth | 36 node16 :added_files_count :all_changed_and_modified_files_count
         :all_changed_files_count :all_modified_files_count :all_old_new_renamed_files_count :copied_files_count :deleted_files_count
         :modified_files_count :other_changed_files_count :other_deleted_files_count :other_modified_files_count :renamed_files_count
         :type_changed_files_count :unknown_files_count :unmerged_files_count dir_names_exclude_current_dir escape_json
         files_from_source_file_separator files_ignore_from_source_file_separator files_ignore_yaml files_ignore_yaml_from_source_file
         files_ignore_yaml_from_source_file_separator files_yaml files_yaml_from_source_file files_yaml_from_source_file_separator
         output_renamed_files_as_deleted_and_added recover_deleted_files recover_deleted_files_to_destination ~dir_names_exclude_root
         -dir_names_exclude_root -json_raw_format -match_directories | 37 node16 api_url token -~dir_names_exclude_root | 38 node16
         dir_names_include_files dir_names_include_files_separator recover_files recover_files_ignore recover_files_ignore_separator
         recover_files_separator skip_initial_fetch | 39 node20 fail_on_initial_diff_error fail_on_submodule_diff_error
         fetch_additional_submodule_history | 40 node20 :changed_keys :modified_keys dir_names_deleted_files_include_only_deleted_dirs |
         41 node20 negation_patterns_first safe_output | 42 node20 use_rest_api | 43 node20 matrix | 44 node20 | 45 node20
         exclude_submodules fetch_missing_history_max_retries tags_ignore_pattern tags_pattern use_posix_path_separator | 46 node20 | 47
         node24 :any_added
        webfactory/ssh-agent | 0 node20 !ssh-private-key git-cmd log-public-key ssh-add-cmd ssh-agent-cmd ssh-auth-sock
        """
}
